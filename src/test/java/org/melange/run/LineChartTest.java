package org.melange.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.melange.run.LineChart.Axis;
import org.melange.run.LineChart.Point;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LineChartTest {

  private static final List<Point> DIAGONAL = List.of(new Point(0, 0), new Point(1, 1));

  @Test
  void aLineReachesTheCornersOfTheAxes() throws Exception {
    Document svg = parse(shares().line("one", DIAGONAL).render());
    assertThat(points(svg, 0)).containsExactly("60.0,370.0", "560.0,30.0");
  }

  @Test
  void namesAndLabelsAreEscapedText() throws Exception {
    LineChart chart = new LineChart(Axis.ofShares("a < b"), Axis.ofShares("p & q"));
    Document svg = parse(chart.line("\"c\" > d", DIAGONAL).render());
    assertThat(texts(svg)).contains("a < b", "p & q", "\"c\" > d");
  }

  @Test
  void aShareAxisShowsSixTicks() throws Exception {
    Document svg = parse(shares().render());
    assertThat(texts(svg)).filteredOn("0.4"::equals).hasSize(2);
    assertThat(texts(svg)).contains("0.0", "0.2", "0.6", "0.8", "1.0");
  }

  @Test
  void aCountingAxisShowsAtMostTenWholeNumbers() {
    assertThat(Axis.counting(3, "").ticks()).containsExactly(1.0, 2.0, 3.0);
    assertThat(Axis.counting(10, "").ticks()).hasSize(10);
    assertThat(Axis.counting(11, "").ticks()).containsExactly(1.0, 3.0, 5.0, 7.0, 9.0, 11.0);
    assertThat(Axis.counting(20_000, "").ticks()).hasSize(10);
  }

  @Test
  void anAxisOfASingleValueHasItInTheMiddle() throws Exception {
    LineChart chart = new LineChart(Axis.counting(1, "epoch"), Axis.upTo(8, "loss"));
    Document svg = parse(chart.line("loss", List.of(new Point(1, 4))).render());
    assertThat(points(svg, 0)).containsExactly("310.0,200.0");
  }

  @Test
  void theRightAxisHasItsOwnScaleAndADashedLine() throws Exception {
    LineChart chart =
        new LineChart(Axis.ofShares("x"), Axis.upTo(10, "loss"), Axis.ofShares("MRR"));
    Document svg = parse(chart.line("loss", DIAGONAL).rightLine("MRR", DIAGONAL).render());
    assertThat(points(svg, 0)).containsExactly("60.0,370.0", "560.0,336.0");
    assertThat(points(svg, 1)).containsExactly("60.0,370.0", "560.0,30.0");
    assertThat(line(svg, 0).getAttribute("stroke-dasharray")).isEmpty();
    assertThat(line(svg, 1).getAttribute("stroke-dasharray")).isNotEmpty();
  }

  @Test
  void aLineOnARightAxisThatIsMissingIsRefused() {
    assertThatThrownBy(() -> shares().rightLine("MRR", DIAGONAL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'MRR'");
  }

  @Test
  void aLongLineKeepsBothEnds() throws Exception {
    for (int count : new int[] {1, 2, 399, 400, 799, 800, 12_345}) {
      List<Point> points =
          IntStream.range(0, count)
              .mapToObj(i -> new Point(i / Math.max(1.0, count - 1), 0))
              .toList();
      List<String> drawn = points(parse(shares().line("long", points).render()), 0);
      assertThat(drawn).hasSizeLessThanOrEqualTo(801).doesNotHaveDuplicates();
      assertThat(drawn.get(0)).isEqualTo("60.0,370.0");
      assertThat(drawn.get(drawn.size() - 1)).isEqualTo(count == 1 ? "60.0,370.0" : "560.0,370.0");
    }
  }

  @Test
  void everyLineHasItsOwnColorAndPlaceInTheLegend() throws Exception {
    LineChart chart = shares();
    IntStream.range(0, 7).forEach(i -> chart.line("line " + i, DIAGONAL));
    Document svg = parse(chart.render());
    assertThat(IntStream.range(0, 7).mapToObj(i -> line(svg, i).getAttribute("stroke")))
        .doesNotHaveDuplicates();
    NodeList texts = svg.getElementsByTagName("text");
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      if (texts.item(i).getTextContent().startsWith("line ")) {
        rows.add(((Element) texts.item(i)).getAttribute("y"));
      }
    }
    assertThat(rows).hasSize(7).doesNotHaveDuplicates();
  }

  @Test
  void aLineWithoutPointsHasOnlyAName() throws Exception {
    Document svg = parse(shares().line("none", List.of()).line("two", DIAGONAL).render());
    assertThat(line(svg, 0).getAttribute("points")).isEmpty();
    assertThat(points(svg, 1)).hasSize(2);
    assertThat(texts(svg)).contains("none", "two");
  }

  private static LineChart shares() {
    return new LineChart(Axis.ofShares("x"), Axis.ofShares("y"));
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static Element line(Document svg, int index) {
    return (Element) svg.getElementsByTagName("polyline").item(index);
  }

  private static List<String> points(Document svg, int index) {
    return List.of(line(svg, index).getAttribute("points").split(" "));
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagName("text");
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }
}
