package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.server.settings.BudgetSetting;

/**
 * Who spends, and how much that may be.
 *
 * @param subject who
 * @param budget how much
 */
public record Account(Subject subject, BudgetSetting budget) {}
