package org.melange.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.melange.report.LinkCounts.NO_BIN;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.melange.report.BarChart.Bar;
import org.melange.report.LinkCounts.Cell;
import org.melange.report.LinkCounts.Doubt;

class LinkCountsTest {

  @Test
  void outcomesAreSplitIntoLinksAndNil() {
    LinkCounts counts =
        new LinkCounts(
            List.of(
                cell(false, 90, "ok", 60), cell(true, 5, "ok", 20), cell(false, 90, "none", 20)));
    assertThat(counts.all()).isEqualTo(100);
    assertThat(counts.nil()).isEqualTo(20);
    assertThat(counts.withImage()).isEqualTo(80);
    assertThat(counts.images().bars())
        .extracting(Bar::label, Bar::linked, Bar::nil, Bar::linkedWidth)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("ok", 60L, 20L, 75.0),
            org.assertj.core.api.Assertions.tuple("none", 20L, 0L, 25.0));
  }

  @Test
  void theHistogramHasTwentyBarsOverTheRange() {
    LinkCounts counts = new LinkCounts(List.of(cell(false, 99, "ok", 30), cell(true, 0, "ok", 10)));
    Histogram histogram = counts.confidences().orElseThrow();
    assertThat(histogram.columns()).hasSize(20);
    assertThat(histogram.columns().get(19).linked()).isEqualTo(100);
    assertThat(histogram.columns().get(0).nil()).isEqualTo(100 / 3.0);
    assertThat(histogram.columns().get(19).label()).isEqualTo("0.95–1.00: 30 linked, 0 NIL");
    assertThat(new LinkCounts(List.of(cell(false, NO_BIN, "ok", 3))).confidences()).isEmpty();
  }

  @Test
  void theTenthWithTheLowestConfidenceIsDoubtful() {
    LinkCounts counts =
        new LinkCounts(
            List.of(
                cell(true, 1, "ok", 50),
                cell(false, 40, "ok", 4),
                cell(false, 55, "none", 6),
                cell(false, 56, "ok", 5),
                cell(false, 98, "ok", 85)));
    assertThat(counts.doubt()).contains(new Doubt(true, 56));
    assertThat(counts.strata(counts.doubt()))
        .isEqualTo(Map.of("nil/ok", 50L, "doubtful/ok", 4L, "doubtful/none", 6L, "plain/ok", 90L));
  }

  @Test
  void linksThatDoNotDifferAreNotDoubtful() {
    assertThat(new LinkCounts(List.of(cell(false, 80, "ok", 9), cell(false, 90, "ok", 8))).doubt())
        .isEmpty();
    assertThat(new LinkCounts(List.of()).doubt()).isEmpty();
    assertThat(new LinkCounts(List.of(cell(false, NO_BIN, "ok", 9))).doubt()).isEmpty();
  }

  @Test
  void marginsDecideWithoutACalibration() {
    LinkCounts counts =
        new LinkCounts(List.of(margin(-16, 5), margin(-8, 10), margin(24, 80), margin(NO_BIN, 5)));
    assertThat(counts.doubt()).contains(new Doubt(false, -7));
  }

  @Test
  void aWrongLinkIsOfNoOtherGroup() {
    LinkCounts counts =
        new LinkCounts(
            List.of(
                new Cell(true, true, 1, NO_BIN, "ok", "off", false, 2),
                new Cell(false, false, 90, NO_BIN, "broken", "off", false, 3),
                new Cell(false, false, 90, NO_BIN, "unused", "off", false, 4)));
    assertThat(counts.strata(Optional.empty()))
        .isEqualTo(Map.of("wrong/ok", 2L, "image/broken", 3L, "plain/unused", 4L));
  }

  private static Cell cell(boolean nil, int confidence, String image, long count) {
    return new Cell(false, nil, confidence, NO_BIN, image, "off", false, count);
  }

  private static Cell margin(int bin, long count) {
    return new Cell(false, false, NO_BIN, bin, "ok", "off", false, count);
  }
}
