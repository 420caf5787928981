/**
 * Which models and inference profiles there are, region by region.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.catalogue.Catalogue}. What is built in resembles
 * Bedrock of November 2026 in its larger regions; it is a stand-in, not a statement about AWS.
 */
@NullMarked
package io.aiportal.testkit.bedrock.catalogue;

import org.jspecify.annotations.NullMarked;
