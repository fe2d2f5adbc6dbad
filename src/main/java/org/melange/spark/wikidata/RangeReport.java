package org.melange.spark.wikidata;

import java.util.Map;
import java.util.TreeMap;
import org.melange.kb.wikidata.DumpBrackets;

/**
 * What was read of a range.
 *
 * @param output the name of the file in the extract
 * @param items entities that are items, and tombstones of items
 * @param others entities that are not: properties, lexemes
 * @param rejected lines that are in the quarantine
 * @param labels the number of labels of each language
 * @param brackets the brackets among its lines
 * @param lastItem the number of the last item; 0 if there is none
 */
record RangeReport(
    String output,
    long items,
    long others,
    long rejected,
    Map<String, Long> labels,
    DumpBrackets brackets,
    long lastItem) {

  RangeReport {
    labels = new TreeMap<>(labels);
  }

  long entities() {
    return items + others + rejected;
  }
}
