package io.aiportal.testkit.bedrock.service;

import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.bedrock.auth.Sessions;
import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.guardrail.Guardrails;
import io.aiportal.testkit.bedrock.reply.Pace;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a simulator.
 *
 * @param authenticator null if everybody may call
 * @param region of calls that are not signed for one
 * @param oneRegion whether there is no other
 * @param anyModel whether ids that the catalogue does not have pass as text models
 */
public record SimulatorSettings(
    @Nullable Authenticator authenticator,
    String region,
    boolean oneRegion,
    Catalogue catalogue,
    boolean anyModel,
    Pace pace,
    Replies replies,
    Rules rules,
    Guardrails guardrails,
    Quotas quotas,
    Sessions sessions) {}
