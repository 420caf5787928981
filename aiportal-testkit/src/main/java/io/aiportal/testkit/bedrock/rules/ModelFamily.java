package io.aiportal.testkit.bedrock.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the models of one family can and cannot do; the rows of {@code model-families.json}.
 *
 * @param ids a pattern of model ids without a geographic prefix; of several families that match,
 *     the last one of the table counts
 * @param converse whether Converse takes the model at all
 * @param toolChoice the kinds that may be asked for; none when empty
 * @param strictTools whether {@code strict} may be true in a tool's specification
 * @param toolNames a pattern beyond that of the service model
 * @param toolUseIds a pattern beyond that of the service model
 * @param toolResultStatus whether a tool result may say {@code status}
 * @param toolResultAlone whether nothing may stand beside tool results
 * @param toolResultMedia what a tool result may carry: image, document, textDocument, video
 * @param imageFormatChecked whether the bytes of an image must be of the format that is named
 * @param s3 whether media may be in S3
 * @param leadingUser whether a user must speak first
 * @param alternation whether two messages of one role may not follow each other
 * @param thinking the types of Claude's {@code thinking} member; empty without it
 * @param forcedToolWhileThinking whether a tool may be forced while the model thinks
 * @param additionalFields the members of {@code additionalModelRequestFields}; null for any
 * @param maxStopSequences null when it is as high as the service model allows
 * @param cachePoints where a cache point may be: system, messages, tools; nowhere when empty
 * @param outputFormat whether {@code outputConfig.textFormat} is taken
 * @param closedSchemas whether every object of that schema must refuse additional properties
 * @param maxOutputTokens null when it is not known
 */
record ModelFamily(
    String name,
    String ids,
    boolean converse,
    boolean system,
    boolean tools,
    boolean streamingTools,
    List<String> toolChoice,
    boolean strictTools,
    @Nullable String toolNames,
    @Nullable String toolUseIds,
    boolean toolResultStatus,
    boolean toolResultAlone,
    List<String> toolResultMedia,
    boolean images,
    boolean imageFormatChecked,
    boolean documents,
    boolean s3,
    boolean leadingUser,
    boolean alternation,
    Prefill prefill,
    Reasoning reasoning,
    List<String> thinking,
    boolean forcedToolWhileThinking,
    Sampling sampling,
    Errors errors,
    @Nullable List<String> additionalFields,
    boolean blankStopSequences,
    @Nullable Integer maxStopSequences,
    List<String> cachePoints,
    boolean outputFormat,
    boolean closedSchemas,
    @Nullable Integer maxOutputTokens) {

  /** Whether a conversation may end with an assistant message that the model continues. */
  enum Prefill {
    allowed,
    withoutTools,
    rejected,
    lastTurnMustBeUser
  }

  /** Which thinking of earlier turns may be sent back. */
  enum Reasoning {
    none,
    unsigned,
    signed
  }

  /** Which of temperature and topP may be set. */
  enum Sampling {
    both,
    one,
    none
  }

  /** Whose words an unknown field is refused with. */
  enum Errors {
    bedrock,
    anthropic
  }
}
