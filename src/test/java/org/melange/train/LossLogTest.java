package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LossLogTest {

  private static final List<EpochReport> HISTORY =
      List.of(
          report(1, 4, OptionalDouble.empty()),
          report(2, 2, OptionalDouble.of(0.25)),
          report(3, 1, OptionalDouble.empty()));

  @Test
  void theTableHasALineAnEpoch() {
    assertThat(LossLog.csv(HISTORY).lines())
        .containsExactly(
            "epoch,loss,loss_a,loss_b,mrr,examples_per_second",
            "1,4.0,3.0,1.0,,10.00",
            "2,2.0,1.5,0.5,0.25,10.00",
            "3,1.0,0.75,0.25,,10.00");
  }

  @Test
  void theChartHasALineForEachColumn() throws Exception {
    Document svg = parse(LossLog.svg(HISTORY));
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(4);
    String text = svg.getDocumentElement().getTextContent();
    assertThat(text).contains("loss", "a", "b", "MRR", "epoch");
  }

  @Test
  void aSingleEpochIsDrawnToo() throws Exception {
    Document svg = parse(LossLog.svg(HISTORY.subList(0, 1)));
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(3);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static EpochReport report(int epoch, double loss, OptionalDouble mrr) {
    Map<String, Double> parts = new TreeMap<>(Map.of("a", 0.75 * loss, "b", 0.25 * loss));
    return new EpochReport(epoch, new LossValues(loss, parts), mrr, 10, 0);
  }
}
