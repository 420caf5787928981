package io.aiportal.ollama.server.portal;

import io.aiportal.testkit.junit.AIPortal;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The portal with more than one Open WebUI, which one run of the tests starts once. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@AIPortal(
    replicas = 2,
    simulator = {"--tokens-per-second", "100"})
@interface TwoOpenWebUIs {}
