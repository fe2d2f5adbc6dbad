package org.melange.spark.enrich;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.corpus.Span;
import org.melange.enrich.question.QuestionBuilder;
import org.melange.enrich.question.QuestionBuilder.Described;
import org.melange.enrich.question.QuestionDecision;
import org.melange.enrich.question.WordWeights;
import org.melange.kb.name.CandidateIndex;
import org.melange.spark.kb.BroadcastNames;
import org.melange.spark.kb.BroadcastTexts;
import org.melange.spark.kb.KnowledgeBase;

/**
 * Builds the questions about rows of mentions from the names and descriptions of a knowledge base.
 * Created on the driver; tasks receive it with references to the broadcast data.
 */
final class QuestionFactory implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Broadcast<BroadcastNames> names;
  private final Broadcast<BroadcastTexts> descriptions;
  private final String settings;

  /** Broadcasts the names and descriptions of {@code base}, unless the application has done so. */
  QuestionFactory(SparkSession spark, KnowledgeBase base, Settings settings) {
    this.names = base.broadcastNames(spark);
    this.descriptions = base.broadcastDescriptions(spark);
    this.settings = settings.source();
  }

  /**
   * The function from a row with the columns {@code mention}, {@code text}, {@code span_start} and
   * {@code span_end} to its question. One is enough for a partition; it is thread-safe.
   */
  Function<Row, QuestionDecision> function() {
    var questions = Settings.ofSource(settings).enrich().questions();
    QuestionBuilder inquirer = new QuestionBuilder(questions);
    CandidateIndex index = names.value().candidates();
    return row -> {
      String mention = row.getAs("mention");
      String context = context(row);
      List<Described> candidates = candidates(index, mention, questions.maxCandidates());
      return context == null
          ? inquirer.about(mention, row.getAs("text"), span(row), candidates)
          : inquirer.about(mention, context, Optional.empty(), candidates);
    };
  }

  /** The word weights of the knowledge base's descriptions. In a task. */
  WordWeights weights() {
    return descriptions.value().weights();
  }

  private List<Described> candidates(CandidateIndex index, String mention, int max) {
    return index.exactMatches(mention, max).stream()
        .map(candidate -> candidate.qid())
        .map(qid -> new Described(qid, descriptions.value().of(qid)))
        .toList();
  }

  /** The part of a long text around the mention; null if the row has the complete text. */
  private static String context(Row row) {
    boolean extracted = Arrays.asList(row.schema().fieldNames()).contains("context");
    return extracted ? row.getAs("context") : null;
  }

  private static Optional<Span> span(Row row) {
    Integer start = row.getAs("span_start");
    Integer end = row.getAs("span_end");
    return start == null || end == null ? Optional.empty() : Optional.of(new Span(start, end));
  }
}
