package org.melange.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page for labeling links in a browser. */
@Tag("browser")
class LabelBrowserTest {

  private static final String RECORD = "\"a, \"\"b\"\"\",'=c,";

  @TempDir private static Path dir;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = new Browser(dir);
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @BeforeEach
  void openThePage() throws IOException {
    browser.open("label.html", PageTemplate.label(new Pages(() -> RECORD).label()));
    browser.script("localStorage.clear()");
    browser.reload();
  }

  @Test
  void keysAnswerAndMoveOn() {
    browser.press("r", "w", "n", "s", "2");
    assertThat(answers()).isEqualTo("right|wrong|nil|skip|not a qid");
    assertThat(browser.element("#progress").getText()).isEqualTo("5 of 5 answered");
    browser.press("u", "u");
    assertThat(answers()).isEqualTo("right|wrong|nil||");
    assertThat(browser.element("article:focus").getDomAttribute("aria-label"))
        .isEqualTo("Link 4 of 5");
  }

  @Test
  void aQidIsTyped() {
    browser.press("j", "q", "x64", Keys.ENTER);
    assertThat(browser.element("#problem").getText()).contains("such as Q64");
    browser.press(Keys.BACK_SPACE, Keys.BACK_SPACE, Keys.BACK_SPACE, "q64", Keys.ENTER);
    assertThat(answers()).isEqualTo("Q64||||");
  }

  @Test
  void buttonsDoTheSame() {
    browser.click("article button[data-answer=wrong]");
    browser.click("article button[data-answer=Q1]");
    assertThat(answers()).isEqualTo("Q1||||");
    browser.click("#undo");
    assertThat(answers()).isEqualTo("wrong||||");
    assertThat(browser.element("article button[data-answer=wrong]").getDomAttribute("aria-pressed"))
        .isEqualTo("true");
  }

  @Test
  void answersSurviveClosingThePage() {
    browser.press("r", "n");
    browser.reload();
    assertThat(answers()).isEqualTo("right|nil|||");
    browser.press("u");
    assertThat(answers()).isEqualTo("right||||");
    browser.press("w");
    assertThat(answers()).isEqualTo("right|wrong|||");
  }

  @Test
  void theAnswersAreDownloadedWithoutARequest() throws Exception {
    browser.press("r", "s", "d");
    Path file = dir.resolve("answers.csv");
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!Files.exists(file) && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertThat(Files.readString(file))
        .isEqualTo(
            "post_id,answer\r\n"
                + RECORD
                + "right\r\n"
                + RECORD
                + "skip\r\n"
                + (RECORD + "\r\n").repeat(3));
    assertThat(browser.requests()).isEmpty();
  }

  private static String answers() {
    return (String)
        browser.script(
            "return Array.from(document.querySelectorAll('.answer'))"
                + ".map((a) => a.textContent.replace('Answer: ', '')).join('|')");
  }
}
