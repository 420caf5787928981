/** From Bedrock's events to the answer: the stream machine and the filters that a plan asks for. */
@NullMarked
package io.aiportal.ollama.answer;

import org.jspecify.annotations.NullMarked;
