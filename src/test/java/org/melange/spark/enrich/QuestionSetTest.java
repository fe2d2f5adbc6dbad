package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.spark.io.HadoopFiles;
import org.melange.testing.LocalSpark;

/** Which questions of a corpus are asked, given the answers that are stored. */
class QuestionSetTest {

  private static final String QUESTION =
      "{\"key\":\"%s\",\"mention\":\"m\",\"text\":\"t\",\"choices\":[\"a\"],\"tokens\":100}";

  @TempDir private Path dir;

  @Test
  void equalQuestionsAreAskedOnce() {
    try (QuestionSet questions = questions(store(), false, "a", "b", "a", "a", "")) {
      EnrichmentPlan plan = questions.plan(Settings.defaults());
      assertThat(plan.mentions()).isEqualTo(5);
      assertThat(plan.withQuestion()).isEqualTo(4);
      assertThat(plan.questions()).isEqualTo(2);
      assertThat(plan.asking()).isEqualTo(2);
      assertThat(plan.fromStore()).isZero();
      assertThat(plan.usage().inputTokens()).isEqualTo(200);
      assertThat(keys(questions.pending())).containsExactly("a", "b");
      assertThat(questions.secondTries().isEmpty()).isTrue();
    }
  }

  @Test
  void answersThatAreStoredDecideWhatIsPending() {
    AnswerStore store = store();
    write(
        store,
        answer("chosen", new EnrichmentOutcome.Chosen("a"), 1),
        answer("none", new EnrichmentOutcome.NoneFits(), 1),
        answer("refused", new EnrichmentOutcome.Refused(), 1),
        answer("once", new EnrichmentOutcome.Malformed(), 1),
        answer("twice", new EnrichmentOutcome.Malformed(), 2),
        answer("unrelated", new EnrichmentOutcome.NoneFits(), 1));
    String[] all = {"chosen", "none", "refused", "once", "twice", "new"};
    try (QuestionSet questions = questions(store, false, all)) {
      EnrichmentPlan plan = questions.plan(Settings.defaults());
      assertThat(plan.questions()).isEqualTo(6);
      assertThat(plan.fromStore()).isEqualTo(4);
      assertThat(plan.asking()).isEqualTo(2);
      assertThat(keys(questions.pending())).containsExactly("new", "once");
      assertThat(keys(questions.secondTries())).containsExactly("once");
      Row once = questions.secondTries().first();
      assertThat(QuestionCodec.firstTry(once).orElseThrow().usage()).isEqualTo(new Usage(10, 2));
    }
    try (QuestionSet failed = questions(store, true, all)) {
      assertThat(keys(failed.pending())).containsExactly("once", "refused", "twice");
      assertThat(failed.plan(Settings.defaults()).asking()).isEqualTo(3);
    }
  }

  @Test
  void aCorpusWithoutMentionsNeedsNothing() {
    try (QuestionSet questions = questions(store(), false)) {
      EnrichmentPlan plan = questions.plan(Settings.defaults());
      assertThat(plan.mentions()).isZero();
      assertThat(plan.asking()).isZero();
      assertThat(plan.costUsd()).isZero();
    }
  }

  private static QuestionSet questions(AnswerStore store, boolean retryFailed, String... keys) {
    List<String> json = new ArrayList<>();
    for (String key : keys) {
      json.add(key.isEmpty() ? "{\"tokens\":0}" : QUESTION.formatted(key));
    }
    Dataset<Row> rows =
        LocalSpark.rows(
            "key string, mention string, text string, choices array<string>, tokens bigint", json);
    return new QuestionSet(rows, store, retryFailed);
  }

  private AnswerStore store() {
    return AnswerStore.open(LocalSpark.session(), dir + "/store", line -> {});
  }

  private static void write(AnswerStore store, Answer... answers) {
    String directory = store.journal("run") + "/0";
    HadoopFiles.makeDirectory(directory);
    try (WriteAheadLog log = new WriteAheadLog(directory + "/1")) {
      for (Answer answer : answers) {
        log.write(answer).join();
      }
    }
    store.commit();
  }

  private static List<String> keys(Dataset<Row> questions) {
    return questions.select("key").orderBy("key").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static Answer answer(String key, EnrichmentOutcome outcome, int tries) {
    return new Answer(
        key,
        outcome,
        tries,
        new Usage(10, 2),
        0.5,
        new Answer.Call("m", "said", 7, 1),
        "run",
        Instant.ofEpochSecond(1_700_000_000L));
  }
}
