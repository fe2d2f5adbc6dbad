package org.melange.spark.enrich;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.corpus.Span;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.enrich.question.QuestionBuilder;
import org.melange.enrich.question.QuestionBuilder.Described;
import org.melange.enrich.question.QuestionDecision;
import org.melange.enrich.question.WordWeights;
import org.melange.kb.Qids;
import org.melange.spark.kb.EntityFilter;
import org.melange.spark.kb.EntityIndex;
import org.melange.spark.kb.IndexRef;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.PostCodec;

/**
 * Builds the questions about rows of mentions from the names and descriptions of a knowledge base.
 * Created on the driver; tasks receive it with a reference to the index.
 */
final class QuestionFactory implements Serializable {

  private static final long serialVersionUID = 1L;

  private final IndexRef index;
  private final EntityFilter some;
  private final String settings;

  /**
   * Asks about the names and descriptions of {@code base}: of the entities that {@code link.types}
   * allows.
   */
  QuestionFactory(SparkSession spark, KnowledgeBase base, Settings settings) {
    this.some = EntityFilter.of(spark, base, String.join(",", settings.link().types()));
    this.index = base.index(spark, settings.link().table());
    this.settings = settings.source();
  }

  /**
   * The function from a row with the columns {@code mention}, {@code text}, {@code span_start} and
   * {@code span_end} to its question. A description that the post came with needs none. One is
   * enough for a partition; it is thread-safe.
   */
  Function<Row, QuestionDecision> function() {
    var questions = Settings.ofSource(settings).enrich().questions();
    boolean keepsGiven = Settings.ofSource(settings).enrich().keepsGiven();
    QuestionBuilder inquirer = new QuestionBuilder(questions);
    EntityIndex known = index.load();
    return row -> {
      Optional<String> given = keepsGiven ? PostCodec.givenDescription(row) : Optional.empty();
      if (given.isPresent()) {
        return new QuestionDecision.Resolved(new EnrichmentOutcome.Given(given));
      }
      String mention = row.getAs("mention");
      String context = context(row);
      List<Described> candidates = candidates(known, mention, questions.maxCandidates());
      return context == null
          ? inquirer.about(mention, row.getAs("text"), span(row), candidates)
          : inquirer.about(mention, context, Optional.empty(), candidates);
    };
  }

  /** The word weights of the knowledge base's descriptions. In a task. */
  WordWeights weights() {
    return index.load().weights();
  }

  private List<Described> candidates(EntityIndex known, String mention, int max) {
    return known.candidates(some).exactMatches(mention, max).stream()
        .map(candidate -> candidate.qid())
        .map(qid -> new Described(qid, known.texts().description(Qids.number(qid))))
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
