package io.aiportal.benchmarks;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The signature of one request by the SDK's signer; beside it, as the measure, the digests that a
 * signature consists of.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 8, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Signing {

  private static final String DIGEST = "SHA-256";
  private static final String MAC = "HmacSHA256";
  private static final int BODY_BYTES = 4096;

  private static final AwsCredentialsIdentity IDENTITY =
      AwsCredentialsIdentity.create("AKIAIOSFODNN7EXAMPLE", "secret");

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final byte[] body = "x".repeat(BODY_BYTES).getBytes(StandardCharsets.UTF_8);
  private final byte[] shortText = "x".repeat(300).getBytes(StandardCharsets.UTF_8);

  /** Checks that the request is signed, and for what. */
  @Setup
  public void check() {
    String authorization =
        sign().request().firstMatchingHeader("Authorization").orElse("nothing at all");
    RequestTranslation.require(
        authorization.startsWith("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/")
            && authorization.contains("/us-east-1/bedrock/aws4_request"),
        "the request is signed: " + authorization);
  }

  /** Signs a request as the server does. */
  @Benchmark
  public SignedRequest sign() {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol("https")
            .host("bedrock-runtime.us-east-1.amazonaws.com")
            .encodedPath("/model/amazon.nova-micro-v1%3A0/converse-stream")
            .putHeader("Content-Type", "application/json")
            .build();
    return signer.sign(
        sign ->
            sign.identity(IDENTITY)
                .request(request)
                .payload(() -> new ByteArrayInputStream(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
  }

  /**
   * Digests the body and a description of the request, then makes the signature with a kept key.
   */
  @Benchmark
  public byte[] digests() throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance(DIGEST);
    byte[] key = digest.digest(body);
    digest.update(shortText);
    Mac mac = Mac.getInstance(MAC);
    mac.init(new SecretKeySpec(key, MAC));
    mac.update(digest.digest());
    return mac.doFinal(shortText);
  }
}
