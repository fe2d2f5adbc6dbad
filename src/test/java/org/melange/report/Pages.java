package org.melange.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.melange.report.BarChart.Tally;
import org.melange.report.ChangesPage.ChangeSample;
import org.melange.report.ChangesPage.Flow;
import org.melange.report.ChangesPage.Flows;
import org.melange.report.ChangesPage.RemovedEntities;
import org.melange.report.ChangesPage.RemovedEntity;
import org.melange.report.LinkCounts.Cell;
import org.melange.report.RejectionReason.Example;
import org.melange.report.ShownCandidate.Scores;
import org.melange.report.ShownChange.Decision;
import org.melange.report.ShownLink.RightAnswer;

/** Pages for tests: the same structure with any texts. */
final class Pages {

  /** A red JPEG of one pixel. */
  static final String PICTURE =
      "data:image/jpeg;base64,"
          + java.util.Base64.getEncoder()
              .encodeToString(
                  org.melange.image.Thumbnail.jpeg(
                          new org.melange.image.RgbImage(1, 1, new byte[] {-1, 0, 0}), 1, 9_999)
                      .orElseThrow());

  private final Supplier<String> texts;

  /**
   * @param texts the texts of a page, one after the other
   */
  Pages(Supplier<String> texts) {
    this.texts = texts;
  }

  /** A report with links of every kind. */
  RunPage run() {
    LinkCounts counts = counts();
    return new RunPage(
        text(),
        List.of(text()),
        List.of(text()),
        List.of(new Headline(text(), text(), text(), text())),
        counts.confidences().orElseThrow(),
        List.of(counts.images(), counts.descriptions()),
        new LinkSample(43, "1,000", true, text(), links()),
        List.of(new RejectionReason("post", text(), 7, List.of(new Example(text(), text())))),
        Map.of("settings", text()));
  }

  /** A page for labeling the same links. */
  LabelPage label() {
    return new LabelPage(
        text(),
        List.of(text()),
        "store",
        "answers.csv",
        "post_id,answer",
        links().stream().map(link -> new LabelPage.Item(link, text())).toList());
  }

  /** A report of a backfill with links of every shape. */
  ChangesPage changes() {
    Map<String, Tally> tallies = Map.of(text(), new Tally(3, 1));
    Flow flow = new Flow(entity("Q1"), entity("not a qid"), 2);
    return new ChangesPage(
        text(),
        List.of(text()),
        List.of(text()),
        List.of(new Headline(text(), text(), text(), text())),
        List.of(BarChart.changes(tallies), BarChart.causes(tallies)),
        List.of(new Flows("relinked", text(), text(), text(), List.of(flow))),
        new RemovedEntities(text(), List.of(new RemovedEntity(entity("Q2"), 1, 2, 3))),
        new ChangeSample(
            43,
            "1,000",
            List.of(
                change("ok", null, new Decision(entity("Q1"), 0.5f, 0.75)),
                change("truncated", new Decision(null, null, null), null))));
  }

  private ShownChange change(String status, Decision before, Decision after) {
    return new ShownChange(
        text(),
        text(),
        text(),
        new MarkedText(text(), text(), text()),
        status.equals("ok") ? PICTURE : null,
        status,
        before,
        after,
        List.of(text()),
        List.of(text(), text()));
  }

  private static LinkCounts counts() {
    return new LinkCounts(
        List.of(
            new Cell(false, false, 95, LinkCounts.NO_BIN, "ok", "lexical", true, 900),
            new Cell(true, false, 60, LinkCounts.NO_BIN, "none", "off", false, 60),
            new Cell(false, true, 10, LinkCounts.NO_BIN, "truncated", "off", false, 40)));
  }

  /** Right, wrong, doubtful, NIL without candidates, and one with an unusable image. */
  List<ShownLink> links() {
    List<ShownLink> links = new ArrayList<>();
    links.add(link("ok", Optional.of("Q1"), false, new RightAnswer(entity("Q1"), true)));
    links.add(link("ok", Optional.of("Q2"), false, new RightAnswer(entity("Q3"), false)));
    links.add(link("none", Optional.of("Q4"), true, new RightAnswer(entity("Q4"), true)));
    links.add(link("truncated", Optional.empty(), false, new RightAnswer(null, true)));
    links.add(link("truncated", Optional.of("Q5"), true, null));
    return links;
  }

  private ShownLink link(String status, Optional<String> qid, boolean doubtful, RightAnswer right) {
    return new ShownLink(
        text(),
        text(),
        new MarkedText(text(), text(), text()),
        status.equals("ok") ? PICTURE : null,
        status,
        qid.map(this::entity).orElse(null),
        qid.isPresent() ? PICTURE : null,
        qid.isPresent() ? 0.75 : null,
        qid.isPresent() ? 1.5f : null,
        qid.isPresent() ? candidates() : List.of(),
        text(),
        "lexical",
        doubtful,
        right);
  }

  private List<ShownCandidate> candidates() {
    return ShownCandidate.of(
        List.of(entity("Q1"), entity("not a qid")),
        List.of(
            new Scores(3f, Arrays.asList(3f, -1f, 4f), 1f),
            new Scores(1f, Arrays.asList(1f, null, null), 0f)));
  }

  private ShownEntity entity(String qid) {
    return new ShownEntity(qid, text(), text());
  }

  private String text() {
    return texts.get();
  }
}
