package io.aiportal.ollama.server.portal;

import io.aiportal.testkit.junit.AIPortal;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The portal with all that it can have, which one run of the tests starts once. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@AIPortal(
    openId = true,
    knowledge = true,
    uploadsInS3 = true,
    simulator = {"--tokens-per-second", "100"})
@interface SharedPortal {}
