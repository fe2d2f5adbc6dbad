package org.melange.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The report of a run in a browser. */
@Tag("browser")
class BrowserTest {

  /** The smallest contrast of text with what is behind it; WCAG 2.2 asks for 4.5. */
  private static final String CONTRAST =
      """
      const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
      const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((v) => v / 255)
            .map((v) => (v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4)));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
      };
      const back = (element) => {
        for (let e = element; e; e = e.parentElement) {
          const color = rgb(getComputedStyle(e).backgroundColor);
          if (color.length < 4 || color[3] > 0) return color;
        }
        return [255, 255, 255];
      };
      const worst = [];
      for (const element of document.body.querySelectorAll('*')) {
        const own = Array.from(element.childNodes).some((n) => n.nodeType === 3 && n.data.trim());
        if (!own || !element.checkVisibility() || element.closest('svg, script')) continue;
        const [a, b] = [light(rgb(getComputedStyle(element).color)), light(back(element))];
        worst.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.outerHTML.slice(0, 90)]);
      }
      return worst.filter(([contrast]) => contrast < 4.5).map(String);
      """;

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
  void openTheReport() throws IOException {
    browser.width(1000);
    browser.scheme("light");
    browser.open("report.html", PageTemplate.report(new Pages(() -> "some text").run()));
  }

  @ParameterizedTest
  @CsvSource({"all,5", "wrong,1", "nil,1", "doubtful,2"})
  void filtersShowLinksOfAKind(String kind, int links) {
    browser.element("input[value=" + kind + "]").click();
    assertThat(browser.visible("article"))
        .hasSize(links)
        .allMatch(card -> List.of(card.getDomAttribute("data-kinds").split(" ")).contains(kind));
    assertThat(browser.element("#shown").getText())
        .isEqualTo(links == 1 ? "1 link" : links + " links");
  }

  @Test
  void filtersCombine() {
    new Select(browser.element("#image")).selectByVisibleText("truncated");
    assertThat(browser.visible("article")).hasSize(2);
    browser.element("input[value=doubtful]").click();
    assertThat(browser.visible("article")).hasSize(1);
  }

  @Test
  void everythingCanBeReachedByKeyboard() {
    browser.tab();
    assertThat(focused().getText()).isEqualTo("Skip to the links");
    browser.tab();
    assertThat(focused().getDomAttribute("value")).isEqualTo("all");
    browser.press(Keys.ARROW_RIGHT);
    assertThat(browser.visible("article")).hasSize(1);
    browser.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertThat(browser.visible("article")).hasSize(2);
    browser.tab();
    assertThat(focused().getDomAttribute("id")).isEqualTo("image");
    browser.tab();
    assertThat(focused().getTagName()).isEqualTo("article");
    assertThat(
            (String) browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
        .isNotEqualTo("none");
  }

  @Test
  void keysMoveBetweenVisibleLinks() {
    browser.press("j");
    assertThat(label()).isEqualTo("Link 1 of 5");
    browser.press("j", Keys.ARROW_DOWN, "k", Keys.ARROW_UP, "k");
    assertThat(label()).isEqualTo("Link 1 of 5");
    browser.element("input[value=doubtful]").click();
    browser.script("document.activeElement.blur()");
    browser.press("j", "j", "j");
    assertThat(label()).isEqualTo("Link 5 of 5");
    assertThat(browser.visible("article[tabindex='0']")).hasSize(1);
    browser.press("o");
    assertThat(browser.visible("article:focus .candidates")).hasSize(1);
  }

  @Test
  void hostileTextsAreNotRunAndAskForNothing() throws IOException {
    String bait = browser.bait();
    String hostile =
        "</bdi></p><script>window.ran = 1; fetch('%s')</script><img src='%s' onerror='window.ran = 1'>"
                .formatted(bait, bait)
            + "<iframe src='%s'></iframe><style>@import '%s';</style>\" onfocus=\"window.ran = 1"
                .formatted(bait, bait);
    for (String html :
        List.of(
            PageTemplate.report(new Pages(() -> hostile).run()),
            PageTemplate.label(new Pages(() -> hostile).label()))) {
      browser.open("hostile.html", html);
      browser.press("j", "o", "j");
      assertThat(browser.script("return window.ran === undefined")).isEqualTo(true);
      assertThat(browser.requests()).isEmpty();
      assertThat(browser.element("mark").getText()).contains("<script>window.ran");
    }
  }

  @Test
  void thePolicyStopsWhatEscapingWouldHaveLetThrough() {
    Object violated =
        browser.callback(
            """
            const done = arguments[0];
            document.addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'window.ran = 1';
            document.body.append(script);
            """);
    assertThat(violated).isEqualTo("script-src-elem");
    assertThat(browser.script("return window.ran === undefined")).isEqualTo(true);
  }

  @Test
  void noPageAsksForAnything() {
    assertThat(browser.visible("article img")).isNotEmpty();
    assertThat(
            browser.script(
                "return Array.from(document.images).every((i) => i.loading === 'lazy' ||"
                    + " i.naturalWidth > 0)"))
        .isEqualTo(true);
    assertThat(browser.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 360})
  void aPhoneScrollsInOneDirectionOnly(int width) throws IOException {
    browser.width(width);
    String wide = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(20);
    for (String html :
        List.of(
            PageTemplate.report(new Pages(() -> wide).run()),
            PageTemplate.label(new Pages(() -> wide).label()))) {
      browser.open("phone.html", html);
      browser.script("document.querySelectorAll('details').forEach((d) => (d.open = true))");
      assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
          .isEqualTo(width);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void textHasContrast(String scheme) throws IOException {
    browser.scheme(scheme);
    for (String html :
        List.of(
            PageTemplate.report(new Pages(() -> "some text").run()),
            PageTemplate.label(new Pages(() -> "some text").label()))) {
      browser.open("contrast.html", html);
      browser.script("document.querySelectorAll('details').forEach((d) => (d.open = true))");
      assertThat((List<?>) browser.script(CONTRAST)).isEmpty();
    }
    String back = (String) browser.script("return getComputedStyle(document.body).backgroundColor");
    assertThat(back).isEqualTo(scheme.equals("dark") ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)");
  }

  private static String label() {
    return focused().getDomAttribute("aria-label");
  }

  private static WebElement focused() {
    return (WebElement) browser.script("return document.activeElement");
  }
}
