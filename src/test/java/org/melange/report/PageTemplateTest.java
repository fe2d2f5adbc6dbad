package org.melange.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages as HTML: nothing of a corpus can become markup, and nothing is loaded. */
class PageTemplateTest {

  private static final List<String> FRAGMENTS =
      List.of(
          "<script>alert(1)</script>",
          "</script><script>alert(2)</script>",
          "<img src=x onerror=alert(3)>",
          "</article></li></ol>",
          "</bdi>",
          "</style>",
          "\" onfocus=\"alert(4)",
          "' autofocus onfocus='alert(5)",
          "javascript:alert(6)",
          "{{ page.title }}",
          "{% raw %}",
          "{# comment #}",
          "&lt;b&gt;",
          "&#x3c;",
          "<!--",
          "-->",
          "]]>",
          "<svg onload=alert(7)>",
          "\u202etxet",
          "\ud83d\ude00",
          "\\u003cscript\\u003e",
          "`${1}`",
          "=1+1",
          "a\nb",
          "a",
          "é");

  @Test
  void thePolicyAllowsThisScriptAndThisStyleOnly() throws Exception {
    Document page = report("plain");
    String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    assertThat(policy)
        .contains("default-src 'none'")
        .contains("img-src data:;")
        .contains("script-src '" + sha256(resource("report.js")) + "'")
        .contains("style-src '" + sha256(resource("page.css")) + "'")
        .doesNotContain("unsafe")
        .doesNotContain("http");
    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("script").get(0).data()).isEqualTo(resource("report.js"));
    assertThat(page.select("style").get(0).data()).isEqualTo(resource("page.css"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void hostileTextsStayTexts(long seed) {
    Random random = new Random(seed);
    assertHarmless(
        parsed(PageTemplate.report(new Pages(() -> hostile(random)).run())), report("plain"));
    assertHarmless(
        parsed(PageTemplate.label(new Pages(() -> hostile(random)).label())),
        parsed(PageTemplate.label(new Pages(() -> "plain").label())));
    Document changes = parsed(PageTemplate.changes(new Pages(() -> hostile(random)).changes()));
    assertThat(changes.select("script")).isEmpty();
    assertAddresses(changes);
    assertThat(structure(changes))
        .isEqualTo(structure(parsed(PageTemplate.changes(new Pages(() -> "plain").changes()))));
  }

  /** The same elements with the same attributes as those of the harmless page. */
  private static void assertHarmless(Document page, Document harmless) {
    assertThat(structure(page)).isEqualTo(structure(harmless));
    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("script").get(0).data())
        .isEqualTo(harmless.select("script").get(0).data());
    assertAddresses(page);
  }

  private static void assertAddresses(Document page) {
    assertThat(page.select("a[href]").eachAttr("href"))
        .allMatch(address -> address.matches("#links|https://www\\.wikidata\\.org/wiki/Q\\d+"));
    assertThat(page.select("[src]").eachAttr("src"))
        .isNotEmpty()
        .allMatch(address -> address.equals(Pages.PICTURE));
  }

  @Test
  void textsAreShownAsTheyAre() {
    String text = "<b>&amp; \"quoted\" 'single' {{ x }}";
    Document page = report(text);
    assertThat(page.select("mark").eachText()).isNotEmpty().allMatch(text::equals);
    assertThat(page.title()).isEqualTo(text);
    assertThat(page.select("h1").text()).isEqualTo(text);
  }

  @Test
  void linksSayWhichFiltersShowThem() {
    assertThat(report("plain").select("article").eachAttr("data-kinds"))
        .containsExactly("all", "all wrong", "all doubtful", "all nil", "all doubtful");
    assertThat(report("plain").select("#image option").eachText())
        .containsExactly("any", "none", "ok", "truncated");
  }

  @Test
  void theScoreOfTheFirstCandidateIsExplained() {
    Document page = report("plain");
    assertThat(page.select("article").get(0).select(".entity svg").attr("aria-label"))
        .isEqualTo("text 1.000, image -0.333, cross 1.333, name 1.000");
    assertThat(page.select("article").get(0).select(".entity rect.negative")).hasSize(1);
  }

  @Test
  void internalsAreClosed() {
    Element internals = report("plain").select("details:has(dl.internals)").first();
    assertThat(internals).isNotNull();
    assertThat(internals.hasAttr("open")).isFalse();
  }

  @Test
  void aRunWithoutAnyLinkHasAPage() {
    LinkCounts none = new LinkCounts(List.of());
    RunPage page =
        new RunPage(
            "empty",
            List.of(),
            List.of(),
            Headlines.of(none, java.util.Map.of("posts", 3L, "quarantined", 3L)),
            none.confidences().orElse(null),
            List.of(none.images(), none.descriptions()),
            new LinkSample(43, "0", false, "", List.of()),
            List.of(),
            java.util.Map.of());
    Document html = parsed(PageTemplate.report(page));
    assertThat(html.select("article")).isEmpty();
    assertThat(html.select("input[value=wrong]")).isEmpty();
    assertThat(html.text()).contains("No record was rejected");
  }

  private static Document report(String text) {
    return parsed(PageTemplate.report(new Pages(() -> text).run()));
  }

  private static Document parsed(String html) {
    return Jsoup.parse(html);
  }

  private static List<String> structure(Document page) {
    return page.getAllElements().stream()
        .map(
            element ->
                element.tagName()
                    + element.attributes().asList().stream()
                        .map(attribute -> attribute.getKey())
                        .toList())
        .toList();
  }

  private static String hostile(Random random) {
    return IntStream.rangeClosed(0, random.nextInt(4))
        .mapToObj(i -> FRAGMENTS.get(random.nextInt(FRAGMENTS.size())))
        .collect(Collectors.joining());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PageTemplate.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String sha256(String source) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }
}
