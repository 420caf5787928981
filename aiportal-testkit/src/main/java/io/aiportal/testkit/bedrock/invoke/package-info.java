/** InvokeModel of text models: the bodies of their families, as Converse has them and back. */
@NullMarked
package io.aiportal.testkit.bedrock.invoke;

import org.jspecify.annotations.NullMarked;
