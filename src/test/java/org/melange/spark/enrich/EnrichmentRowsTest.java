package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.config.Enrichment.AnswerParsing;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Finish;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.enrich.question.Question;
import org.melange.enrich.question.ReplyRecordCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** The rows of questions, answers and replies, without a session. */
class EnrichmentRowsTest {

  private static final StructType PENDING =
      new StructType()
          .add("key", DataTypes.StringType)
          .add("mention", DataTypes.StringType)
          .add("text", DataTypes.StringType)
          .add("choices", DataTypes.createArrayType(DataTypes.StringType))
          .add("replies", DataTypes.IntegerType)
          .add("tokens_in", DataTypes.LongType)
          .add("tokens_out", DataTypes.LongType)
          .add("run_id", DataTypes.StringType)
          .add("reply", DataTypes.StringType);

  @Test
  void aPendingRowHasAQuestion() {
    assertThat(QuestionCodec.question(pending(null, null)))
        .isEqualTo(new Question("Georgia", "in Georgia", List.of("a", "b")));
    assertThat(QuestionCodec.firstTry(pending(null, null))).isEmpty();
  }

  @Test
  void aSecondTryKnowsWhatTheFirstCost() {
    Answer first = QuestionCodec.firstTry(pending(1, null)).orElseThrow();
    assertThat(first.key()).isEqualTo("k");
    assertThat(first.tries()).isEqualTo(1);
    assertThat(first.usage()).isEqualTo(new Usage(10, 3));
    assertThat(first.settled()).isFalse();
  }

  @Test
  void anAnswerFillsItsRow() {
    Instant at = Instant.parse("2026-03-01T12:00:00.123Z");
    Row row =
        AnswerCodec.toRow(
            new Answer(
                "k",
                new EnrichmentOutcome.Chosen("a state"),
                2,
                new Usage(10, 3),
                0.5,
                new Answer.Call("m", "said", 7, 4),
                "run",
                at));
    assertThat(row.schema()).isEqualTo(Schemas.ANSWER);
    assertThat(row.<String>getAs("status")).isEqualTo("chosen");
    assertThat(row.<String>getAs("description")).isEqualTo("a state");
    assertThat(row.<Long>getAs("tokens_in")).isEqualTo(10);
    assertThat(row.<Double>getAs("cost_usd")).isEqualTo(0.5);
    assertThat(row.toSeq().contains(Timestamp.from(at))).isTrue();
    Row none =
        AnswerCodec.toRow(
            new Answer(
                "k",
                new EnrichmentOutcome.NoneFits(),
                1,
                Usage.NONE,
                0,
                new Answer.Call("m", "", 0, 1),
                "run",
                at));
    assertThat(none.<String>getAs("description")).isNull();
  }

  @Test
  void repliesOfABatchBecomeAnswers() {
    EvaluateReplies function = new EvaluateReplies(new Money(0, 1e6, 1e6), AnswerParsing.STRICT);
    List<Row> rows =
        collect(
            function.call(
                List.of(
                        pending(null, reply("{\"choice\":\"2\"}")),
                        pending(1, reply("something else")))
                    .iterator()));
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).<String>getAs("status")).isEqualTo("chosen");
    assertThat(rows.get(0).<String>getAs("description")).isEqualTo("b");
    assertThat(rows.get(0).<String>getAs("run_id")).isEqualTo("run");
    assertThat(rows.get(0).<Double>getAs("cost_usd")).isEqualTo(6);
    assertThat(rows.get(1).<String>getAs("status")).isEqualTo("malformed");
    assertThat(rows.get(1).<Long>getAs("tokens_in")).isEqualTo(15);
  }

  @Test
  void resultsOfTasksAddUp() {
    Asked sum = new Asked(3, 1, "", 10).plus(new Asked(2, 4, "the budget is spent", 5));
    assertThat(sum).isEqualTo(new Asked(5, 5, "the budget is spent", 15));
    assertThat(sum.plus(new Asked(0, 1, "another", 0)).why()).isEqualTo("the budget is spent");
  }

  private static String reply(String content) {
    Answered answered =
        new Answered(content, Finish.COMPLETE, new Usage(5, 1), "m", Duration.ZERO, 1);
    return new String(new ReplyRecordCodec("k", answered).toBytes(), StandardCharsets.UTF_8);
  }

  private static Row pending(Integer tries, String reply) {
    return Rows.of(
        PENDING,
        "k",
        "Georgia",
        "in Georgia",
        Rows.array(List.of("a", "b")),
        tries,
        tries == null ? null : 10L,
        tries == null ? null : 3L,
        "run",
        reply);
  }

  private static List<Row> collect(Iterator<Row> rows) {
    List<Row> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    return all;
  }
}
