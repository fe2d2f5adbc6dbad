package org.melange.report;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Headless Chromium with pages of files, and a server that nothing should ask. */
final class Browser implements AutoCloseable {

  private final Path dir;
  private final ChromeDriver driver;
  private final HttpServer server;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /**
   * @param dir pages and downloads
   */
  Browser(Path dir) throws IOException {
    this.dir = dir;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    driver = new ChromeDriver(service(), options(dir));
  }

  private static ChromeDriverService service() {
    return new ChromeDriverService.Builder()
        .usingDriverExecutable(found("chromedriver").toFile())
        .build();
  }

  private static ChromeOptions options(Path dir) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(found("chromium", "google-chrome", "chrome").toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking");
    options.setExperimentalOption(
        "prefs", Map.of("download.default_directory", dir.toAbsolutePath().toString()));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    return options;
  }

  /** The first of these programs on the path. */
  private static Path found(String... names) {
    return Arrays.stream(names)
        .flatMap(
            name ->
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("none of " + List.of(names) + " is on the PATH"));
  }

  /** An address that counts its visits. */
  String bait() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/bait";
  }

  /** Writes a page and opens it. */
  Browser open(String name, String html) throws IOException {
    Path file = Files.writeString(dir.resolve(name), html);
    driver.get(file.toUri().toString());
    return this;
  }

  /** Loads the page again. */
  void reload() {
    driver.navigate().refresh();
  }

  /** Emulates a screen of this width, in pixels. */
  void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 740, "deviceScaleFactor", 2, "mobile", true));
  }

  /** Emulates {@code light} or {@code dark}. */
  void scheme(String name) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
  }

  /** Presses keys one after the other, wherever the focus is. */
  void press(CharSequence... keys) {
    for (CharSequence key : keys) {
      new Actions(driver).sendKeys(key).perform();
    }
  }

  /** Presses the tab key. */
  void tab() {
    press(Keys.TAB);
  }

  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  Object callback(String script) {
    return driver.executeAsyncScript(script);
  }

  WebElement element(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** Clicks an element in the middle of the window, where nothing covers it. */
  void click(String css) {
    WebElement element = element(css);
    script("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  /** The elements that can be seen. */
  List<WebElement> visible(String css) {
    return driver.findElements(By.cssSelector(css)).stream()
        .filter(WebElement::isDisplayed)
        .toList();
  }

  /** What the page asked for besides itself and what is inside it. */
  List<String> requests() {
    List<String> requests = new ArrayList<>(asked);
    driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> entry.getMessage())
        .filter(message -> message.contains("\"Network.requestWillBeSent\""))
        .filter(message -> message.matches("(?s).*\"url\":\"(?:https?|ftp|wss?):.*"))
        .forEach(requests::add);
    return requests;
  }

  @Override
  public void close() {
    driver.quit();
    server.stop(0);
  }
}
