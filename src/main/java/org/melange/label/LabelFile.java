package org.melange.label;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.melange.label.LabeledLink.MentionKey;
import org.melange.run.JobException;

/** The columns of a file with links to judge. */
public final class LabelFile {

  /** The columns in their order; {@code answer} is the last. */
  public static final List<String> COLUMNS =
      List.of(
          "post_id",
          "mention_id",
          "mention",
          "text",
          "qid",
          "label",
          "description",
          "candidates",
          "confidence",
          "image_status",
          "stratum",
          "weight",
          "run_id",
          "answer");

  private static final List<String> NEEDED =
      List.of("post_id", "mention_id", "qid", "stratum", "weight", "run_id", "answer");
  private static final int MAX_FAULTS = 20;

  private final String name;
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final Set<MentionKey> seen = new HashSet<>();

  private LabelFile(String name) {
    this.name = name;
  }

  /** The first line. */
  public static String header() {
    return Csv.line(COLUMNS);
  }

  /**
   * Reads a file with answers.
   *
   * @param name of the file, for messages
   * @throws JobException if it is not such a file, or if lines are wrong; the message has their
   *     numbers
   */
  public static List<LabeledLink> read(String name, String text) {
    return new LabelFile(name).links(text);
  }

  private List<LabeledLink> links(String text) {
    List<Csv.Line> lines = lines(text);
    if (lines.isEmpty()) {
      throw JobException.input(name + " is empty");
    }
    List<String> header = lines.get(0).cells();
    for (int i = 0; i < header.size(); i++) {
      columns.put(header.get(i).strip(), i);
    }
    List<String> missing = NEEDED.stream().filter(column -> !columns.containsKey(column)).toList();
    if (!missing.isEmpty()) {
      throw JobException.input(
          name + " has no column " + String.join(", ", missing) + " in its first line");
    }
    List<LabeledLink> links = new ArrayList<>();
    lines.stream().skip(1).forEach(line -> link(line).ifPresent(links::add));
    if (!faults.isEmpty()) {
      throw faulty(name, faults);
    }
    return links;
  }

  /** The error of a file with wrong lines. */
  public static JobException faulty(String name, List<String> faults) {
    String more =
        faults.size() > MAX_FAULTS ? "; and " + (faults.size() - MAX_FAULTS) + " more" : "";
    return JobException.input(
        name + ": " + String.join("; ", faults.stream().limit(MAX_FAULTS).toList()) + more);
  }

  private List<Csv.Line> lines(String text) {
    try {
      return Csv.parse(text);
    } catch (IllegalArgumentException e) {
      throw JobException.input(name + ", " + e.getMessage(), e);
    }
  }

  private Optional<LabeledLink> link(Csv.Line line) {
    try {
      if (line.cells().size() != columns.size()) {
        throw new IllegalArgumentException(
            line.cells().size() + " cells, but the first line has " + columns.size());
      }
      MentionKey key = new MentionKey(cell(line, "post_id"), cell(line, "mention_id"));
      if (!seen.add(key)) {
        throw new IllegalArgumentException(
            "the mention " + key.mentionId() + " of post " + key.postId() + " is there twice");
      }
      return Optional.of(
          new LabeledLink(
              line.number(),
              key,
              Optional.of(cell(line, "qid")).filter(qid -> !qid.isEmpty()),
              cell(line, "stratum"),
              weight(cell(line, "weight")),
              cell(line, "run_id"),
              Answer.parse(cell(line, "answer"))));
    } catch (IllegalArgumentException e) {
      faults.add("line " + line.number() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private String cell(Csv.Line line, String column) {
    return line.cells().get(columns.get(column));
  }

  private static double weight(String text) {
    try {
      double weight = Double.parseDouble(text);
      if (weight >= 1 && Double.isFinite(weight)) {
        return weight;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("the weight '" + text + "' is not a number from 1");
  }
}
