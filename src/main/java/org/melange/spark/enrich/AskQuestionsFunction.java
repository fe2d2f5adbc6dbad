package org.melange.spark.enrich;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.config.Enrichment;
import org.melange.config.Settings;
import org.melange.enrich.budget.Money;
import org.melange.enrich.chat.ChatModel;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.MalformedWatch;
import org.melange.enrich.question.PromptTemplate;
import org.melange.enrich.question.QuestionRunner;
import org.melange.enrich.question.ReplyEvaluator;
import org.melange.spark.io.LeaseFence;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Asks the questions of a partition, many at a time, and writes the answers to a log. Only one
 * attempt at a partition asks at a time, and it does not repeat what earlier attempts have in their
 * logs. Yields one row: questions with a settled answer, questions without, and the reason.
 */
final class AskQuestionsFunction implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final ChatModelRef service;
  private final String settings;
  private final String template;
  private final String runId;
  private final String journal;
  private final LeaseFence fence;

  /**
   * Asks {@code service}.
   *
   * @param template the text of the prompt's file
   * @param log directory with the logs of the run
   * @param fence checks that the application still holds the answer store
   */
  AskQuestionsFunction(
      ChatModelRef service,
      Settings settings,
      String template,
      String runId,
      String journal,
      LeaseFence fence) {
    this.service = service;
    this.settings = settings.source();
    this.template = template;
    this.runId = runId;
    this.journal = journal;
    this.fence = fence;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> questions) {
    if (!questions.hasNext()) {
      return List.<Row>of().iterator();
    }
    TaskContext task = TaskContext.get();
    Settings values = Settings.ofSource(settings);
    String directory = journal + "/" + task.partitionId();
    service.awaitTurn(directory, task);
    Map<String, Answer> known = WriteAheadLogs.read(directory);
    LongAdder settled = new LongAdder();
    LongAdder skipped = new LongAdder();
    ChatModel model = service.model();
    String unasked;
    MalformedWatch watch = new MalformedWatch(service::warn);
    try (WriteAheadLog log =
        new WriteAheadLog(directory + "/" + task.taskAttemptId(), fence::require)) {
      QuestionRunner asker =
          new QuestionRunner(
              model,
              PromptTemplate.parse(template),
              values.enrich().questions().maxAnswerTokens(),
              new ReplyEvaluator(money(values), runId, values.enrich().service().answerParsing()),
              answer -> {
                watch.saw(answer);
                return log.write(answer);
              });
      InFlightLimiter window =
          new InFlightLimiter(values.enrich().limits().maxInFlight(), task::isInterrupted);
      while (questions.hasNext()) {
        Row row = questions.next();
        Optional<Answer> before =
            Optional.ofNullable(known.get(row.<String>getAs("key")))
                .or(() -> QuestionCodec.firstTry(row));
        if (before.filter(Answer::settled).isPresent()) {
          settled.increment();
        } else {
          fence.require();
          window.start(
              () ->
                  asker
                      .ask(row.getAs("key"), QuestionCodec.question(row), before)
                      .thenAccept(
                          answer ->
                              (answer.filter(Answer::settled).isPresent() ? settled : skipped)
                                  .increment()));
        }
      }
      window.finish();
      unasked = asker.unasked();
    }
    return List.of(Rows.of(Schemas.ASKED, settled.sum(), skipped.sum(), unasked)).iterator();
  }

  /** The budget and prices. */
  static Money money(Settings settings) {
    Enrichment.Limits limits = settings.enrich().limits();
    return new Money(
        limits.budgetUsd(), limits.inputUsdPerMillionTokens(), limits.outputUsdPerMillionTokens());
  }
}
