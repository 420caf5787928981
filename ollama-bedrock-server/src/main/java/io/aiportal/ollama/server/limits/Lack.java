package io.aiportal.ollama.server.limits;

import java.time.Duration;

/**
 * Why money could not be reserved.
 *
 * @param subject whose budget it is
 * @param period the period of the budget
 * @param budget all that may be spent in it, in billionths of a dollar
 * @param spent whether it is spent: otherwise it is reserved, and may come back
 * @param end how long the period lasts yet
 */
public record Lack(Subject subject, Period period, long budget, boolean spent, Duration end) {}
