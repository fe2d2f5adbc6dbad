package org.melange.spark.wikidata;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What dumps hold.
 *
 * @param items entities that are items
 * @param others entities that are not
 * @param rejected lines that cannot be used
 * @param labels the number of labels of each language
 */
record ExtractSummary(long items, long others, long rejected, Map<String, Long> labels) {

  static ExtractSummary of(List<RangeReport> reports) {
    Map<String, Long> labels = new TreeMap<>();
    reports.forEach(
        report -> report.labels().forEach((key, count) -> labels.merge(key, count, Long::sum)));
    return new ExtractSummary(
        reports.stream().mapToLong(RangeReport::items).sum(),
        reports.stream().mapToLong(RangeReport::others).sum(),
        reports.stream().mapToLong(RangeReport::rejected).sum(),
        labels);
  }

  long entities() {
    return items + others + rejected;
  }

  /** The facts of the extract's manifest. */
  Map<String, Object> facts(DumpPlan plan) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("inputs", plan.files().stream().map(DumpFile::path).toList());
    facts.put("bytes", plan.bytes());
    facts.put("languages", plan.languages());
    facts.put("items", items);
    facts.put("other_entities", others);
    facts.put("rejected", rejected);
    facts.put("labels", labels);
    return facts;
  }
}
