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
import org.melange.spark.io.JobDescription;
import org.melange.spark.row.Schemas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks questions in batch files, from the driver. The questions are stored before the first batch
 * is submitted, and the replies before the record of their batch is removed. If a run is killed,
 * the next one can collect and evaluate the replies that were paid for.
 */
final class BatchAsking {

  private static final Logger LOG = LoggerFactory.getLogger(BatchAsking.class);

  private final SparkSession spark;
  private final Settings settings;
  private final PromptTemplate template;
  private final AnswerStore store;
  private final String directory;
  private final Consumer<String> progress;

  /**
   * Asks questions for an answer store.
   *
   * @param progress receives messages for the user
   */
  BatchAsking(
      SparkSession spark,
      Settings settings,
      PromptTemplate template,
      AnswerStore store,
      Consumer<String> progress) {
    this.spark = spark;
    this.settings = settings;
    this.template = template;
    this.store = store;
    this.directory = store.batches();
    this.progress = line -> progress.accept("  " + line);
  }

  /**
   * Collects the batches of an earlier run that was killed. If a batch is lost, its id, its
   * questions and the replies to others are kept in {@link AnswerStore#lostBatches()}.
   */
  void resume() {
    if (HadoopFiles.exists(directory + "/questions/_SUCCESS")) {
      LOG.info("collecting batches of an earlier run, recorded in {}", directory);
      exchange((model, sink) -> model.resume(sink));
    }
    if (new BatchDirectory(directory + "/open").hasLost()) {
      String lost = store.lostBatches();
      HadoopFiles.move(directory, lost);
      progress.accept("the records of lost batches are kept in " + lost);
    } else {
      HadoopFiles.delete(directory);
    }
  }

  /**
   * Asks questions and waits for the answers.
   *
   * @param questions the rows of {@link QuestionSet#pending} or {@link QuestionSet#secondTries}
   */
  Asked ask(Dataset<Row> questions, String runId) {
    JobDescription.during(
        spark,
        "Store the questions of batches",
        () ->
            questions
                .withColumn("run_id", lit(runId))
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(directory + "/questions"));
    Asked asked = exchange((model, sink) -> model.ask(requests(), sink));
    HadoopFiles.delete(directory);
    return asked;
  }

  private interface Exchange {
    void with(BatchModel model, BatchSink sink);
  }

  private Asked exchange(Exchange exchange) {
    try (Replies replies = new Replies(directory + "/replies/" + UUID.randomUUID())) {
      BatchModel model = ChatModelRef.batches(settings.enrich(), directory + "/open", progress);
      exchange.with(model, replies);
      evaluate();
      return new Asked(0, replies.unasked, replies.why, model.submitted());
    } catch (BatchException e) {
      throw JobException.failed(
          e.getMessage() + ": the next run collects the batches that were submitted");
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
    return spark.read().parquet(directory + "/questions");
  }

  /** Evaluates the replies; one that was collected twice counts once. */
  private void evaluate() {
    List<String> files = WriteAheadLogs.list(directory + "/replies");
    if (files.isEmpty()) {
      return;
    }
    Dataset<Row> replies =
        spark
            .createDataset(files, Encoders.STRING())
            .mapPartitions(new EvaluateReplies.Read(), Encoders.row(Schemas.REPLY))
            .dropDuplicates("key");
    EvaluateReplies function =
        new EvaluateReplies(
            AskQuestionsFunction.money(settings).times(settings.enrich().batch().priceFactor()),
            settings.enrich().service().answerParsing());
    Dataset<Row> answers =
        questions().join(replies, "key").mapPartitions(function, Encoders.row(Schemas.ANSWER));
    JobDescription.during(spark, "Evaluate the replies of batches", () -> store.append(answers));
  }

  /** Stores the replies. */
  private static final class Replies implements BatchSink, AutoCloseable {
    private final WriteAheadFile file;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
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
              () -> buffer.writeBytes(new ReplyRecordCodec(key, reply).toBytes()));
    }

    @Override
    public void flush() {
      try {
        if (buffer.size() > 0) {
          file.append(buffer.toByteArray());
          buffer.reset();
        }
      } catch (IOException e) {
        throw HadoopFiles.failure("storing the replies of a batch", e);
      }
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw HadoopFiles.failure("storing the replies of a batch", e);
      }
    }
  }
}
