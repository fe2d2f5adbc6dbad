package org.melange.job.wikidata;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.wikidata.Extract;
import org.melange.spark.wikidata.Outcome;

/**
 * What became of each record of a dump.
 *
 * @param extract what was read
 * @param outcomes the number of items by outcome
 * @param rejected the number of rejected records by {@code stage/reason}
 */
record ImportCounts(Extract extract, Map<Outcome, Long> outcomes, Map<String, Long> rejected) {

  /** Rejects counts that do not add up to the records. */
  ImportCounts {
    long items = outcomes.values().stream().mapToLong(count -> count).sum();
    long quarantined = rejected.values().stream().mapToLong(count -> count).sum();
    if (items + quarantined + extract.others() != extract.records()) {
      throw JobException.failed(
          String.format(
              Locale.ROOT,
              "records were lost: %d items, %d other entities and %d rejected ones of %d records",
              items,
              extract.others(),
              quarantined,
              extract.records()));
    }
  }

  long imported() {
    return outcomes.get(Outcome.IMPORTED);
  }

  /** The items that filters left out, for a message. */
  String filtered() {
    return outcomes.entrySet().stream()
        .filter(entry -> entry.getKey() != Outcome.IMPORTED && entry.getValue() > 0)
        .map(entry -> String.format(Locale.ROOT, "%s %,d", entry.getKey().code(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Counts by outcome, for the last line and the manifest. */
  Summary summary() {
    Summary summary = Summary.empty();
    for (Map.Entry<Outcome, Long> entry : outcomes.entrySet()) {
      summary = summary.with(entry.getKey().code(), entry.getValue());
    }
    return summary
        .with("other_entities", extract.others())
        .with("quarantined", extract.rejected())
        .with("quarantined_by_reason", rejected);
  }

  /** Counts that add up to the records, for the console. */
  Map<String, Object> table() {
    Map<String, Object> rows = new LinkedHashMap<>();
    rows.put("records", extract.records());
    outcomes.forEach((outcome, count) -> rows.put("  " + outcome.code(), count));
    rows.put("  other_entities", extract.others());
    rejected.forEach((reason, count) -> rows.put("  quarantined: " + reason, count));
    return rows;
  }

  /** Checks that as many entities were written as were imported. */
  void requireWritten(long entities) {
    if (entities != imported()) {
      throw JobException.failed(
          String.format(
              Locale.ROOT, "%d entities were written, but %d imported", entities, imported()));
    }
  }
}
