package org.melange.spark.report;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.melange.report.MarkedText;
import org.melange.report.ShownCandidate;
import org.melange.report.ShownCandidate.Scores;
import org.melange.report.ShownEntity;
import org.melange.report.ShownLink;
import org.melange.report.ShownLink.RightAnswer;
import org.melange.run.JobException;
import org.melange.spark.row.PostCodec;

/** A few links with all that a page shows of them: texts, entities, thumbnails. */
public final class ShownLinks {

  /** Code points of the text before and after a mention. */
  private static final int AROUND = 400;

  private final SampledRows rows;
  private final Map<String, SampledRows.EntityRow> entities;
  private final Map<String, PostExcerpts.Excerpt> posts;

  private ShownLinks(
      SampledRows rows,
      Map<String, PostExcerpts.Excerpt> posts,
      Map<String, SampledRows.EntityRow> entities) {
    this.rows = rows;
    this.posts = posts;
    this.entities = entities;
  }

  /**
   * Collects.
   *
   * @param keys rows with {@code post_id} and {@code mention_id}, and optionally {@code doubtful}
   *     and the right answer in {@code answered} and {@code right_qid}
   * @return the links in the order of {@code keys}
   */
  public static List<ShownLink> of(LinkSources sources, List<Row> keys) {
    SampledRows rows = SampledRows.of(sources, keys);
    Set<String> pictured = new HashSet<>();
    Set<String> named = new HashSet<>();
    for (Row key : keys) {
      Row link = rows.link(key);
      first(link).ifPresent(pictured::add);
      candidates(link).forEach(candidate -> named.add(candidate.getAs("qid")));
      right(key).ifPresent(named::add);
      named.addAll(pictured);
    }
    ShownLinks shown = new ShownLinks(rows, rows.posts(), rows.entities(named, pictured));
    return keys.stream().map(shown::link).toList();
  }

  private ShownLink link(Row key) {
    Row link = rows.link(key);
    PostExcerpts.Excerpt post = posts.get(SampledRows.key(key));
    if (post == null) {
      throw JobException.input(
          "post " + key.getAs("post_id") + " has links, but is not among the posts");
    }
    String qid = link.getAs("qid");
    return new ShownLink(
        link.getAs("post_id"),
        link.getAs("mention_id"),
        MarkedText.of(post.text(), link.getAs("mention"), post.start(), post.end(), AROUND),
        post.thumbnail(),
        link.getAs("image_status"),
        qid == null ? null : entity(qid, link.getAs("label")),
        first(link).map(entities::get).map(SampledRows.EntityRow::thumbnail).orElse(null),
        link.<Double>getAs("confidence"),
        link.<Float>getAs("margin"),
        shown(candidates(link)),
        link.getAs("description"),
        link.getAs("enrichment_status"),
        flag(key, "doubtful"),
        answer(key, qid));
  }

  private RightAnswer answer(Row key, String qid) {
    if (!flag(key, "answered")) {
      return null;
    }
    Optional<String> right = right(key);
    ShownEntity entity = right.map(given -> entity(given, null)).orElse(null);
    return new RightAnswer(entity, right.equals(Optional.ofNullable(qid)));
  }

  private List<ShownCandidate> shown(List<Row> candidates) {
    return ShownCandidate.of(
        candidates.stream()
            .map(candidate -> entity(candidate.getAs("qid"), candidate.getAs("label")))
            .toList(),
        candidates.stream().map(ShownLinks::scores).toList());
  }

  private static Scores scores(Row candidate) {
    return new Scores(
        candidate.<Float>getAs("score"),
        java.util.Arrays.asList(
            candidate.<Float>getAs("score_text"),
            candidate.<Float>getAs("score_image"),
            candidate.<Float>getAs("score_cross")),
        candidate.<Float>getAs("score_name"));
  }

  private ShownEntity entity(String qid, String label) {
    SampledRows.EntityRow known = entities.get(qid);
    return known == null
        ? new ShownEntity(qid, label, null)
        : new ShownEntity(qid, label == null ? known.label() : label, known.description());
  }

  /** The entity whose image is shown: the linked one, which is the first candidate, or that one. */
  private static Optional<String> first(Row link) {
    return Stream.concat(
            Stream.ofNullable(link.<String>getAs("qid")),
            candidates(link).stream().map(candidate -> candidate.<String>getAs("qid")))
        .findFirst();
  }

  private static List<Row> candidates(Row link) {
    List<Row> candidates = PostCodec.list(link, "candidates");
    return candidates == null ? List.of() : candidates;
  }

  private static Optional<String> right(Row key) {
    return has(key, "right_qid")
        ? Optional.ofNullable(key.<String>getAs("right_qid"))
        : Optional.empty();
  }

  private static boolean flag(Row key, String column) {
    return has(key, column) && Boolean.TRUE.equals(key.<Boolean>getAs(column));
  }

  private static boolean has(Row row, String column) {
    return List.of(row.schema().fieldNames()).contains(column);
  }
}
