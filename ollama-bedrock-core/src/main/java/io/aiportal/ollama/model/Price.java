package io.aiportal.ollama.model;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a model costs on demand, in US dollars for a million tokens.
 *
 * @param input tokens of the prompt
 * @param output tokens of the answer
 * @param cacheRead tokens of the prompt that came from the cache
 * @param cacheWrite tokens of the prompt that went into the cache
 * @param asOf when these prices were read
 */
public record Price(
    BigDecimal input,
    BigDecimal output,
    BigDecimal cacheRead,
    BigDecimal cacheWrite,
    LocalDate asOf) {}
