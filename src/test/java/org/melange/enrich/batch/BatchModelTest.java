package org.melange.enrich.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.melange.enrich.budget.Money;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.OverBudget;
import org.melange.enrich.chat.ChatRequest;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.Retries;
import org.melange.enrich.question.ReplyEvaluator;
import org.melange.testing.chat.ChatCounts.Question;
import org.melange.testing.chat.ChatResponse;
import org.melange.testing.chat.ChatServer;
import org.melange.testing.chat.ChatServerOptions;
import org.melange.testing.chat.Fault;

/** Batches on a real server, with runs that crash at each step. */
class BatchModelTest {

  private static final Retries QUICK = new Retries(3, Duration.ofMillis(5), Duration.ofMillis(50));
  private static final Money FREE = Money.UNLIMITED;

  private final Journal journal = new Journal();
  private final Sink sink = new Sink();
  private final List<String> told = new ArrayList<>();
  private boolean abandon;
  private ChatServer server = ChatServer.start(ChatServerOptions.plain().latency(30));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyQuestionIsAskedOnceAndAnswered() {
    model(FREE).ask(questions(25), sink);
    assertThat(sink.safe).hasSize(25);
    assertThat(sink.safe.values())
        .allSatisfy(
            reply -> {
              Answered answered = (Answered) reply;
              assertThat(answered.content()).startsWith("The answer to");
              assertThat(answered.usage().inputTokens()).isEqualTo(12);
              assertThat(answered.model()).isEqualTo("tiny-2026");
            });
    assertThat(server.counts().questions().values()).containsOnly(new Question(1, 1, 0));
    assertThat(journal.entries).isEmpty();
  }

  @Test
  void theNextRunCollectsASubmittedBatch() {
    Consumer<String> dies = text -> dieOn(text, "submitted");
    assertThatThrownBy(() -> model(FREE, dies).ask(questions(10), sink)).isInstanceOf(Death.class);
    assertThat(sink.safe).isEmpty();
    assertThatThrownBy(() -> model(FREE).ask(questions(10), sink))
        .isInstanceOf(IllegalStateException.class);
    BatchModel next = model(FREE);
    assertThat(next.resume(sink)).isEqualTo(1);
    assertThat(sink.safe).hasSize(10);
    assertThat(server.counts().questions().values()).containsOnly(new Question(1, 1, 0));
    assertThat(journal.entries).isEmpty();
    assertThat(next.resume(sink)).isZero();
  }

  @Test
  void aBatchIsFoundByItsMark() {
    journal.dieAtWrite = 2;
    assertThatThrownBy(() -> model(FREE).ask(questions(10), sink)).isInstanceOf(Death.class);
    assertThat(model(FREE).resume(sink)).isEqualTo(1);
    assertThat(sink.safe).hasSize(10);
    assertThat(server.counts().questions().values()).containsOnly(new Question(1, 1, 0));
  }

  @Test
  void aCrashBeforeTheSubmissionLeavesNoBatch() {
    journal.write(new BatchEntry("a-mark", Optional.empty(), ""));
    assertThat(model(FREE).resume(sink)).isZero();
    assertThat(journal.entries).isEmpty();
    model(FREE).ask(questions(3), sink);
    assertThat(sink.safe).hasSize(3);
  }

  @Test
  void aCrashDuringCollectionCollectsAgain() {
    sink.dieAtFlush = true;
    assertThatThrownBy(() -> model(FREE).ask(questions(10), sink)).isInstanceOf(Death.class);
    assertThat(sink.safe).isEmpty();
    assertThat(model(FREE).resume(sink)).isEqualTo(1);
    assertThat(sink.safe).hasSize(10);
    assertThat(server.counts().questions().values()).containsOnly(new Question(1, 1, 0));
  }

  @Test
  void aConnectionFailureAfterCreationDoesNotCreateAnother() {
    restart(Map.of(Fault.RESET_AFTER, 1.0));
    model(FREE).ask(questions(7), sink);
    assertThat(sink.safe).hasSize(7);
    assertThat(server.counts().questions().values()).containsOnly(new Question(1, 1, 0));
  }

  @Test
  void faultsAreReportedForTheirQuestions() {
    restart(
        Map.of(Fault.ERROR, 0.2, Fault.HANG, 0.1, Fault.BROKEN_JSON, 0.1, Fault.WRONG_USAGE, 0.1));
    model(FREE).ask(questions(60), sink);
    assertThat(sink.safe).hasSize(60);
    assertThat(sink.safe.values().stream().filter(reply -> reply instanceof Answered).count())
        .isBetween(20L, 55L);
    assertThat(sink.safe.values())
        .allMatch(reply -> reply instanceof Answered || reply instanceof Exhausted);
  }

  @Test
  void batchesEndWhenTheBudgetIsSpent() {
    // 12 tokens in and 6 out are paid for; 30 and 20 are set aside.
    BatchModel model = model(new Money(450, 1e6, 1e6));
    model.ask(questions(40), sink);
    long answered = sink.safe.values().stream().filter(reply -> reply instanceof Answered).count();
    assertThat(sink.safe).hasSize(40);
    assertThat(sink.safe.values())
        .allMatch(reply -> reply instanceof Answered || reply instanceof OverBudget);
    assertThat(answered).isEqualTo(server.counts().requests()).isBetween(19L, 25L);
    assertThat(model.spent()).isBetween(350.0, 450.0);
  }

  @Test
  void aBatchThatNoLongerExistsIsSetAside() {
    BatchEntry lost = new BatchEntry("lost", Optional.of("batch_99"), server.base().toString());
    BatchEntry unknown = new BatchEntry("old", Optional.of("batch_98"), "");
    Consumer<String> dies = text -> dieOn(text, "submitted");
    assertThatThrownBy(() -> model(FREE, dies).ask(questions(5), sink)).isInstanceOf(Death.class);
    journal.write(lost);
    journal.write(unknown);
    assertThat(model(FREE).resume(sink)).isEqualTo(1);
    assertThat(sink.safe).hasSize(5);
    assertThat(journal.aside).containsExactlyInAnyOrder(lost, unknown);
    assertThat(journal.entries).isEmpty();
    assertThat(told).anyMatch(line -> line.contains("WARNING") && line.contains("batch_99"));
  }

  @Test
  void aBatchOfAnotherEndpointIsKept() {
    BatchEntry other = new BatchEntry("m", Optional.of("batch_1"), "http://other/v1");
    journal.write(other);
    assertThatThrownBy(() -> model(FREE).resume(sink))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("http://other/v1")
        .hasMessageContaining("enrich.batch.abandon-foreign");
    assertThat(journal.entries).containsValue(other);
    abandon = true;
    assertThat(model(FREE).resume(sink)).isZero();
    assertThat(journal.entries).isEmpty();
    assertThat(journal.aside).containsExactly(other);
  }

  @Test
  void noFurtherBatchIsSubmittedWhenEveryRequestIsRefused() {
    server.close();
    server =
        ChatServer.scripted(
            ChatServerOptions.plain(),
            request -> ChatResponse.error(400, "Unsupported value: 'temperature'", "x", "y"));
    BatchModel model = model(FREE);
    model.ask(questions(100), sink);
    assertThat(model.submitted()).isEqualTo(20);
    assertThat(server.counts().requests()).isEqualTo(20);
    assertThat(sink.safe).hasSize(100);
    assertThat(sink.safe.values())
        .allMatch(reply -> ReplyEvaluator.unasked(reply).orElseThrow().contains("'temperature'"));
  }

  @Test
  void expensiveAnswersReduceTheNextBatches() {
    server.close();
    server =
        ChatServer.scripted(
            ChatServerOptions.plain(),
            request -> ChatResponse.completion("1", "stop", 30, 470, 500));
    BatchModel model = model(new Money(20_000, 1e6, 1e6));
    model.ask(questions(100), sink);
    // Two files of ten questions, of 50 tokens each as estimated, are submitted before the first
    // is collected; then each question is expected to cost 500.
    assertThat(model.submitted()).isEqualTo(40);
    assertThat(model.spent()).isEqualTo(20_000);
  }

  @Test
  void aTruncatedEntryIsNotABatch() {
    BatchEntry entry = new BatchEntry("m", Optional.of("b"), "http://host/v1");
    assertThat(BatchEntry.parse("m", entry.toJson())).isEqualTo(entry);
    assertThat(BatchEntry.parse("m", "{\"mark\": \"m\", \"bat"))
        .isEqualTo(new BatchEntry("m", Optional.empty(), ""));
  }

  private void restart(Map<Fault, Double> faults) {
    server.close();
    server = ChatServer.start(ChatServerOptions.plain().latency(30).faults(faults));
  }

  private BatchModel model(Money money) {
    return model(money, told::add);
  }

  private BatchModel model(Money money, Consumer<String> progress) {
    return new BatchModel(
        Endpoint.of(server.base(), "tiny"),
        QUICK,
        new BatchOptions(10, 1 << 20, 2, Duration.ofMillis(10), abandon),
        money,
        journal,
        progress);
  }

  private static Iterator<BatchQuestion> questions(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new BatchQuestion(
                    "key-" + i, new ChatRequest("Choose", "question " + (100 + i), "", 20, 30)))
        .iterator();
  }

  private static void dieOn(String text, String word) {
    if (text.contains(word)) {
      throw new Death();
    }
  }

  /** A machine goes out. */
  private static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Journal implements BatchJournal {
    private final Map<String, BatchEntry> entries = new TreeMap<>();
    private final List<BatchEntry> aside = new ArrayList<>();
    private int dieAtWrite;

    @Override
    public List<BatchEntry> open() {
      return new ArrayList<>(entries.values());
    }

    @Override
    public void write(BatchEntry entry) {
      if (--dieAtWrite == 0) {
        throw new Death();
      }
      entries.put(entry.mark(), entry);
    }

    @Override
    public void remove(BatchEntry entry) {
      entries.remove(entry.mark());
    }

    @Override
    public void setAside(BatchEntry entry) {
      entries.remove(entry.mark());
      aside.add(entry);
    }
  }

  private static final class Sink implements BatchSink {
    private final Map<String, ChatReply> taken = new HashMap<>();
    private final Map<String, ChatReply> safe = new TreeMap<>();
    private boolean dieAtFlush;

    @Override
    public void accept(String key, ChatReply reply) {
      assertThat(safe).doesNotContainKey(key);
      taken.put(key, reply);
    }

    @Override
    public void flush() {
      if (dieAtFlush) {
        dieAtFlush = false;
        taken.clear();
        throw new Death();
      }
      safe.putAll(taken);
      taken.clear();
    }
  }
}
