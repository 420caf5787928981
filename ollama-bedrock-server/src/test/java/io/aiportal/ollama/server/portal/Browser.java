package io.aiportal.ollama.server.portal;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestInfo;

/**
 * Chromium without a window, which people's ways through the portal are tried with.
 *
 * <p>Playwright's jar with a Node and a driver for every system is large, and everybody who builds
 * this would fetch it. So the machine's own Node runs the driver, which npm brings at the first
 * use.
 */
final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
    this.playwright = playwright;
    this.chromium = chromium;
  }

  /** Starts one with these options of Chromium's. */
  static Browser start(String... options) throws IOException, InterruptedException {
    System.setProperty("playwright.cli.dir", driver().toString());
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        find("node"),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    List<String> arguments =
        new ArrayList<>(List.of("--no-sandbox", "--disable-gpu", "--disable-quic"));
    arguments.addAll(List.of(options));
    return new Browser(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(find("chromium")))
                    .setArgs(arguments)));
  }

  /** A window of somebody who has never been here. */
  Page newPage() {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1200, 750));
    context.setDefaultTimeout(PATIENCE.toMillis());
    return context.newPage();
  }

  /** A phone's window, whose owner has never been here, and knows this password of pages. */
  Page newPhone(String password) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setDeviceScaleFactor(2)
                .setIsMobile(true)
                .setHasTouch(true)
                .setHttpCredentials("operator", password));
    context.setDefaultTimeout(PATIENCE.toMillis());
    return context.newPage();
  }

  /** Keeps what a page shows at the end of a test among what the build made. */
  static void photograph(Page page, TestInfo test) {
    String method = test.getTestMethod().orElseThrow().getName();
    String number = test.getDisplayName().replaceFirst("^(?:\\[(\\d+)])?.*", "-$1");
    String name = number.equals("-") ? method : method + number;
    Path file = Path.of("target", "screenshots", name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  @Override
  public void close() {
    playwright.close();
  }

  private static Path driver() throws IOException, InterruptedException {
    String version = Playwright.class.getPackage().getImplementationVersion();
    Path folder = Path.of("target", "playwright-" + version).toAbsolutePath();
    if (!Files.exists(folder.resolve("package/cli.js"))) {
      Files.createDirectories(folder);
      run(folder, "npm", "pack", "--silent", "playwright-core@" + version);
      run(folder, "tar", "-xzf", "playwright-core-" + version + ".tgz");
    }
    return folder;
  }

  private static String find(String program) throws IOException {
    for (String folder : System.getenv("PATH").split(":")) {
      Path path = Path.of(folder, program);
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    throw new IOException("There is no " + program + " here");
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
  }
}
