package io.aiportal.ollama.aws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.aiportal.ollama.bedrock.CallOptions;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The control plane's client is optional: without its jar everything else works. */
@Tag("slow")
class OptionalControlPlaneTest {

  private static final String CONTROL_PLANE = "software.amazon.awssdk.services.bedrock";

  @Test
  void controlPlane_isKnownToItsOwnClassesAlone() {
    noClasses()
        .that()
        .doNotHaveSimpleName("SdkBedrockControlPlane")
        .and()
        .doNotHaveFullyQualifiedName(SdkBedrockControlPlane.class.getName() + "$Page")
        .and()
        .doNotHaveSimpleName("SdkModels")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CONTROL_PLANE, CONTROL_PLANE + ".model")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.aiportal.ollama"));
  }

  @Test
  void call_withoutTheJar_works() throws Exception {
    URL[] classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().matches("bedrock-[0-9].*"))
            .map(OptionalControlPlaneTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader without =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> without.loadClass(CONTROL_PLANE + ".BedrockAsyncClient"))
          .isInstanceOf(ClassNotFoundException.class);
      Callable<?> call =
          (Callable<?>)
              without.loadClass(Call.class.getName()).getDeclaredConstructor().newInstance();
      assertThat(call.call()).isEqualTo("eu-west-2 VALIDATION open error");
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  /** What runs without the jar. */
  public static final class Call implements Callable<String> {
    @Override
    public String call() {
      FakeHttp http = new FakeHttp().answer(400, "{}", "x-amzn-errortype", "ValidationException");
      SdkBedrockRuntime runtime = SdkBedrockRuntime.of(SdkClients.runtime(http));
      Heard heard = new Heard();
      runtime.converseStream(Requests.HELLO, CallOptions.DEFAULT, heard);
      return runtime.region()
          + " "
          + heard.error.kind()
          + " "
          + heard.calls.get(0)
          + " "
          + heard.calls.get(1);
    }
  }
}
