package org.melange.spark.enrich;

import static org.apache.spark.sql.functions.lit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.enrich.batch.BatchException;
import org.melange.enrich.batch.BatchModel;
import org.melange.enrich.batch.BatchQuestion;
import org.melange.enrich.batch.BatchSink;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.question.PromptTemplate;
import org.melange.enrich.question.ReplyEvaluator;
import org.melange.enrich.question.ReplyRecordCodec;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.row.Schemas;

/**
 * Asks by batch files, from the driver. The questions are on disk before the first batch is
 * submitted, and replies before the service's copy is given up; so a run that was killed leaves all
 * that the next one needs to collect, and judge, what was paid for.
 */
final class BatchAsking {

  private final SparkSession spark;
  private final Settings settings;
  private final PromptTemplate template;
  private final AnswerStore ledger;
  private final String folder;
  private final Consumer<String> told;

  /**
   * Batches of a ledger.
   *
   * @param told is told how far they are
   */
  BatchAsking(
      SparkSession spark,
      Settings settings,
      PromptTemplate template,
      AnswerStore ledger,
      Consumer<String> told) {
    this.spark = spark;
    this.settings = settings;
    this.template = template;
    this.ledger = ledger;
    this.folder = ledger.batches();
    this.told = line -> told.accept("  " + line);
  }

  /**
   * Collects what an earlier run submitted, if one was killed. If a batch is lost, its questions,
   * its name and the replies to others are kept in {@link AnswerStore#lostBatches()}.
   */
  void resume() {
    if (HadoopFiles.exists(folder + "/questions/_SUCCESS")) {
      exchange((model, sink) -> model.resume(sink));
    }
    if (new BatchDirectory(folder + "/open").hasLost()) {
      String lost = ledger.lostBatches();
      HadoopFiles.move(folder, lost);
      told.accept("what is known of lost batches is kept in " + lost);
    } else {
      HadoopFiles.delete(folder);
    }
  }

  /**
   * Asks, and waits for the answers.
   *
   * @param questions that are pending, with what is known of them
   * @return what it came to
   */
  Asked ask(Dataset<Row> questions, String runId) {
    questions
        .withColumn("run_id", lit(runId))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder + "/questions");
    Asked asked = exchange((model, sink) -> model.ask(requests(), sink));
    HadoopFiles.delete(folder);
    return asked;
  }

  private interface Exchange {
    void with(BatchModel model, BatchSink sink);
  }

  private Asked exchange(Exchange exchange) {
    try (Replies replies = new Replies(folder + "/replies/" + UUID.randomUUID())) {
      BatchModel model = ChatModelRef.batches(settings.enrich(), folder + "/open", told);
      exchange.with(model, replies);
      judge();
      return new Asked(0, replies.unasked, replies.why, model.submitted());
    } catch (BatchException e) {
      throw JobException.failed(e.getMessage() + ": what was submitted, the next run collects");
    }
  }

  private Iterator<BatchQuestion> requests() {
    int maxAnswerTokens = settings.enrich().questions().maxAnswerTokens();
    Iterator<Row> rows = questions().toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public BatchQuestion next() {
        Row row = rows.next();
        return new BatchQuestion(
            row.getAs("key"), template.request(QuestionCodec.question(row), maxAnswerTokens));
      }
    };
  }

  private Dataset<Row> questions() {
    return spark.read().parquet(folder + "/questions");
  }

  /** Judges what came back; of replies that were collected twice one counts. */
  private void judge() {
    List<String> files = WriteAheadLogs.list(folder + "/replies");
    if (files.isEmpty()) {
      return;
    }
    Dataset<Row> replies =
        spark
            .createDataset(files, Encoders.STRING())
            .mapPartitions(new EvaluateReplies.Read(), Encoders.row(Schemas.REPLY))
            .dropDuplicates("key");
    ledger.append(
        questions()
            .join(replies, "key")
            .mapPartitions(
                new EvaluateReplies(
                    AskQuestionsFunction.money(settings)
                        .times(settings.enrich().batch().priceFactor()),
                    settings.enrich().service().answerParsing()),
                Encoders.row(Schemas.LEDGER)));
  }

  /** Keeps replies as they come. */
  private static final class Replies implements BatchSink, AutoCloseable {
    private final WriteAheadFile file;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long unasked;
    private String why = "";

    Replies(String path) {
      file = WriteAheadFile.create(path);
    }

    @Override
    public void accept(String key, ChatReply reply) {
      ReplyEvaluator.unasked(reply)
          .ifPresentOrElse(
              reason -> {
                unasked++;
                why = reason;
              },
              () -> waiting.writeBytes(new ReplyRecordCodec(key, reply).toBytes()));
    }

    @Override
    public void flush() {
      try {
        if (waiting.size() > 0) {
          file.append(waiting.toByteArray());
          waiting.reset();
        }
      } catch (IOException e) {
        throw HadoopFiles.failure("keeping the answers of a batch", e);
      }
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw HadoopFiles.failure("keeping the answers of a batch", e);
      }
    }
  }
}
