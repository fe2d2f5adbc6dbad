package org.melange.spark.enrich;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.corpus.Span;
import org.melange.enrich.question.QuestionBuilder;
import org.melange.enrich.question.QuestionBuilder.Described;
import org.melange.enrich.question.QuestionDecision;
import org.melange.kb.name.CandidateIndex;
import org.melange.spark.kb.BroadcastDescriptions;
import org.melange.spark.kb.BroadcastNames;

/** What is to be asked about rows of mentions. Thread-safe. */
final class QuestionFactory {

  private final CandidateIndex names;
  private final BroadcastDescriptions descriptions;
  private final QuestionBuilder inquirer;
  private final int maxCandidates;

  QuestionFactory(BroadcastNames names, BroadcastDescriptions descriptions, Settings settings) {
    this.names = names.candidates();
    this.descriptions = descriptions;
    this.inquirer = new QuestionBuilder(settings.enrich().questions());
    this.maxCandidates = settings.enrich().questions().maxCandidates();
  }

  /** Of a row with the columns {@code mention}, {@code text}, {@code span_start} and so on. */
  QuestionDecision about(Row row) {
    String mention = row.getAs("mention");
    String context = context(row);
    return context == null
        ? inquirer.about(mention, row.getAs("text"), span(row), named(mention))
        : inquirer.about(mention, context, Optional.empty(), named(mention));
  }

  /** What stands around the mention in a long text; null if the row has the whole text. */
  private static String context(Row row) {
    boolean extracted = Arrays.asList(row.schema().fieldNames()).contains("context");
    return extracted ? row.getAs("context") : null;
  }

  private List<Described> named(String mention) {
    return names.exactMatches(mention, maxCandidates).stream()
        .map(candidate -> new Described(candidate.qid(), descriptions.of(candidate.qid())))
        .toList();
  }

  private static Optional<Span> span(Row row) {
    Integer start = row.getAs("span_start");
    Integer end = row.getAs("span_end");
    return start == null || end == null ? Optional.empty() : Optional.of(new Span(start, end));
  }
}
