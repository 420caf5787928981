package io.aiportal.testkit.bedrock.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the models of one family can and cannot do; the rows of {@code model-families.json}.
 *
 * @param ids a pattern of model ids without a geographic prefix; of several families that match,
 *     the last one of the table counts
 * @param converse whether Converse takes the model at all
 * @param countTokens whether CountTokens does
 * @param words which words of {@code refusals.json} stand for others
 */
record ModelFamily(
    String name,
    String ids,
    boolean converse,
    boolean countTokens,
    Map<String, String> words,
    Conversation conversation,
    Tools tools,
    Schemas schemas,
    Media media,
    Inference inference,
    Fields fields,
    Thinking thinking,
    Output output,
    Cache cache) {

  /**
   * Who may speak when.
   *
   * @param leadingUser whether a user must speak first
   * @param alternation whether two messages of one role may not follow each other
   * @param trailingWhitespace whether the last assistant message may end with white space
   */
  record Conversation(
      boolean system,
      boolean leadingUser,
      boolean alternation,
      Prefill prefill,
      boolean trailingWhitespace) {}

  /** Whether a conversation may end with an assistant message that the model continues. */
  enum Prefill {
    allowed,
    withoutTools,
    rejected
  }

  /**
   * How tools are offered, called and answered.
   *
   * @param offered whether there may be tools
   * @param streaming whether there may be tools in a stream
   * @param choices the kinds of choice that may be asked for
   * @param strict whether {@code strict} may be true in a tool's specification
   * @param names a pattern of tool names beyond that of the service model
   * @param ids a pattern of tool use ids beyond that of the service model
   * @param systemTools the model's own tools that may be offered; null for any
   * @param besideCalls the kinds of blocks that may stand beside calls; null for any
   * @param besideResults the kinds of blocks that may stand beside tool results, such as text,
   *     image and pdf; null for any
   * @param resultStatus whether a tool result may say {@code status}
   * @param results whether there may be tool results
   * @param emptyResults whether a tool result may have no content
   * @param resultMedia what a tool result may carry: image, document, textDocument, video
   */
  record Tools(
      boolean offered,
      boolean streaming,
      List<String> choices,
      boolean strict,
      @Nullable String names,
      @Nullable String ids,
      @Nullable List<String> systemTools,
      @Nullable List<String> besideCalls,
      @Nullable List<String> besideResults,
      boolean resultStatus,
      boolean results,
      boolean emptyResults,
      List<String> resultMedia) {}

  /**
   * What the schema of a tool's input may be like.
   *
   * @param draft whether it must be of draft 2020-12
   * @param rootCombinators whether anyOf, oneOf and allOf may stand at the root
   * @param rootKeys the members that the root may have; null for any
   * @param references whether there may be {@code $ref}
   * @param propertyKeys a pattern of the names of properties; null for any
   * @param largeIntegers whether there may be integers of more than 32 bits
   */
  record Schemas(
      boolean draft,
      boolean rootCombinators,
      @Nullable List<String> rootKeys,
      boolean references,
      @Nullable String propertyKeys,
      boolean largeIntegers) {}

  /**
   * What is read besides text.
   *
   * @param imageFormatChecked whether the bytes of an image must be of the format that is named
   * @param citations whether documents may be cited
   * @param s3 whether media may be in S3
   */
  record Media(
      boolean images,
      boolean imageFormatChecked,
      boolean videos,
      boolean audio,
      boolean documents,
      boolean citations,
      boolean s3) {

    /** Whether blocks of a kind are read; other kinds than media are. */
    boolean has(String kind) {
      return switch (kind) {
        case "image" -> images;
        case "video" -> videos;
        case "audio" -> audio;
        case "document", "textDocument" -> documents;
        default -> true;
      };
    }
  }

  /**
   * How an answer is sampled and where it ends.
   *
   * @param sampling which of temperature, topP and topK may be set
   * @param temperatureWithTopP whether these two may be set together
   * @param stopSequences whether there may be any
   * @param maxStopSequences null when it is as high as the service model allows
   * @param maxOutputTokens null when it is not known
   * @param limitItself whether that many tokens may be asked for, or only fewer
   * @param fitsWithPrompt whether the prompt and as many tokens must fit into the context together
   * @param outputBurndown how many tokens of a quota one token of the output takes in the end
   * @param serviceTiers besides {@code default}; null for any
   * @param optimizedLatency whether the latency may be {@code optimized}
   */
  record Inference(
      List<String> sampling,
      boolean temperatureWithTopP,
      boolean stopSequences,
      @Nullable Integer maxStopSequences,
      @Nullable Integer maxOutputTokens,
      boolean limitItself,
      boolean fitsWithPrompt,
      int outputBurndown,
      @Nullable List<String> serviceTiers,
      boolean optimizedLatency) {}

  /**
   * What {@code additionalModelRequestFields} may hold; the keys of the maps are JSON pointers.
   *
   * @param names its members; null for any
   * @param members the members of the objects within
   * @param values the values of members that have a fixed set of them
   * @param texts the members that are text, if they are there
   */
  record Fields(
      @Nullable List<String> names,
      Map<String, List<String>> members,
      Map<String, List<String>> values,
      List<String> texts) {}

  /**
   * How the model is asked to think, and what is sent back of its thoughts.
   *
   * @param types of Claude's {@code thinking} member; empty without it
   * @param byDefault whether it thinks without being asked to
   * @param replay which thinking of earlier turns may be sent back
   * @param withForcedTool whether a tool may be forced while it thinks
   * @param efforts the levels that there are; null for any
   * @param effortLimits the levels that some type of thinking takes
   */
  record Thinking(
      List<String> types,
      boolean byDefault,
      Replay replay,
      boolean withForcedTool,
      @Nullable List<String> efforts,
      Map<String, List<String>> effortLimits) {}

  /** Which thinking of earlier turns may be sent back. */
  enum Replay {
    none,
    unsigned,
    signed
  }

  /**
   * What {@code outputConfig} may hold.
   *
   * @param format whether {@code textFormat} is taken
   * @param effort whether {@code effort} is taken
   * @param closedSchemas whether every object of the format's schema must refuse additional
   *     properties
   */
  record Output(boolean format, boolean effort, boolean closedSchemas) {}

  /**
   * Where a cache point may be.
   *
   * @param places system, messages, tools; nowhere when empty
   * @param besideTools whether it may be in a message with tool calls or results
   * @param ttls how long it may be asked to last
   */
  record Cache(List<String> places, boolean besideTools, List<String> ttls) {}
}
