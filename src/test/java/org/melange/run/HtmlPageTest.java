package org.melange.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page shows what people wrote and never runs it. */
class HtmlPageTest {

  private static final String HOSTILE = "\"><script>alert(1)</script>&amp;";

  @Test
  void whatPeopleWroteIsShownAsItStands() {
    HtmlPage page = new HtmlPage(HOSTILE);
    page.paragraph(HOSTILE);
    page.table(
        List.of(HOSTILE),
        List.of(
            List.of(HtmlPage.text(HOSTILE), HtmlPage.marked(HOSTILE, "<script>")),
            List.of(HtmlPage.image(HOSTILE), HtmlPage.link(HOSTILE, HOSTILE))));
    assertThat(page.render())
        .doesNotContain("<script", "alert(1)</")
        .contains("src=\"&quot;&gt;", "href=\"&quot;&gt;")
        .contains("<h1>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</h1>")
        .contains("<mark>&lt;script&gt;</mark>");
  }

  @Test
  void aTableHasARowOfHeadingsAndARowOfCellsEach() {
    HtmlPage page = new HtmlPage("t");
    page.table(List.of("a", "b"), List.of(List.of("1", "2"), List.of("3", "4")));
    assertThat(page.render())
        .contains(
            "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr>\n"
                + "<tr><td>3</td><td>4</td></tr>\n</table>");
  }

  @ParameterizedTest
  @CsvSource({
    "Rome and Rome, Rome, <mark>Rome</mark> and Rome",
    "a<b, <, a<mark>&lt;</mark>b",
    "in Rome, Oslo, in Rome",
    "Rome, Rome, <mark>Rome</mark>"
  })
  void theFirstPlaceIsMarked(String text, String part, String html) {
    assertThat(HtmlPage.marked(text, part)).isEqualTo(html);
  }
}
