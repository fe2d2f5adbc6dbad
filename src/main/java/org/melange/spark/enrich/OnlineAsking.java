package org.melange.spark.enrich;

import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.spark.io.JobDescription;
import org.melange.spark.row.Schemas;

/** Asks one question per request, from tasks, within the application's request budget. */
final class OnlineAsking {

  private final Settings settings;
  private final String template;
  private final AnswerStore store;
  private final Consumer<String> progress;

  /**
   * Asks the service of {@code settings}.
   *
   * @param template the text of the prompt's file
   * @param store that receives the answers
   * @param progress receives a line every few seconds
   */
  OnlineAsking(Settings settings, String template, AnswerStore store, Consumer<String> progress) {
    this.settings = settings;
    this.template = template;
    this.store = store;
    this.progress = progress;
  }

  /**
   * Asks questions and adds the answers to the answer store.
   *
   * @param pending the rows of {@link QuestionSet#pending}
   * @param count how many these are
   * @param warn receives the first warning of a task
   */
  Asked ask(Dataset<Row> pending, long count, String runId, Consumer<String> warn) {
    ChatModelRef service = ChatModelRef.open(settings.enrich(), warn);
    long before = ChatModelRef.state(settings.enrich()).sent();
    AskQuestionsFunction function =
        new AskQuestionsFunction(
            service, settings, template, runId, store.journal(runId), store.fence());
    List<Row> tasks;
    try (EnrichmentProgress reports = new EnrichmentProgress(settings.enrich(), count, progress)) {
      tasks =
          JobDescription.during(
              pending.sparkSession(),
              "Ask the language model",
              () -> pending.mapPartitions(function, Encoders.row(Schemas.ASKED)).collectAsList());
    }
    store.commit();
    long requests = ChatModelRef.state(settings.enrich()).sent() - before;
    return tasks.stream()
        .map(row -> new Asked(row.getLong(0), row.getLong(1), row.getString(2), 0))
        .reduce(new Asked(0, 0, "", requests), Asked::plus);
  }
}
