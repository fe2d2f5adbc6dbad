package org.melange.spark.wikidata;

import java.util.Map;
import java.util.TreeMap;
import org.melange.kb.wikidata.DumpBrackets;
import org.melange.kb.wikidata.DumpLine;
import org.melange.kb.wikidata.WikidataItem;

/** Counts what is read of a range. Not thread-safe. */
final class RangeCounts {

  private final String output;
  private long items;
  private long others;
  private long rejected;
  private final Map<String, Long> labels = new TreeMap<>();
  private DumpBrackets brackets = DumpBrackets.NONE;
  private long lastItem;

  RangeCounts(String output) {
    this.output = output;
  }

  void add(ParsedBlock block) {
    brackets = brackets.then(block.brackets());
  }

  /** Counts a line; whether it is written. */
  boolean count(DumpLine line) {
    return line.fold(
        this::item,
        tombstone -> {
          items++;
          return true;
        },
        rejection -> {
          rejected++;
          return true;
        },
        () -> {
          others++;
          return false;
        });
  }

  private boolean item(WikidataItem item) {
    items++;
    lastItem = item.id();
    item.labels().forEach(label -> labels.merge(label.language(), 1L, Long::sum));
    return true;
  }

  RangeReport report() {
    return new RangeReport(output, items, others, rejected, labels, brackets, lastItem);
  }
}
