package io.aiportal.testkit.bedrock.service;

/**
 * Who calls what, and where.
 *
 * @param account the AWS account, twelve digits
 * @param calledAs the id or ARN in the path; empty for lists
 */
record Caller(String account, String region, String calledAs) {}
