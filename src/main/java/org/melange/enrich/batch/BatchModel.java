package org.melange.enrich.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.Refusals;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.OverBudget;
import org.melange.enrich.chat.ChatReply.Rejected;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.Retries;

/**
 * Asks by batch files: cheaper, and answered within a day. Restartable: a batch is remembered
 * before it is submitted and forgotten when its answers are safe, so a run that was killed is
 * followed by {@link #resume}, which collects what was paid for. Not thread-safe.
 */
public final class BatchModel {

  private final String endpoint;
  private final BatchClient client;
  private final BatchLines lines;
  private final BatchJournal journal;
  private final BatchOptions options;
  private final Money money;
  private final Consumer<String> progress;
  private final Refusals refusals = new Refusals();
  private double spent;
  private long submitted;

  /** How much more answers have cost than was estimated. */
  private double ratio = 1;

  /**
   * A batch at the service, the questions in it that nothing was heard of yet, and what it costs as
   * estimated.
   */
  private record Open(BatchEntry entry, Set<String> unheard, double estimate) {}

  /**
   * Batches of {@code endpoint}.
   *
   * @param money prices of batches, and what may be spent on those asked here
   * @param progress what people are told while they wait
   */
  public BatchModel(
      Endpoint endpoint,
      Retries retries,
      BatchOptions options,
      Money money,
      BatchJournal journal,
      Consumer<String> progress) {
    this.endpoint = endpoint.base().toString();
    this.client = new BatchClient(endpoint, retries);
    this.lines = new BatchLines(endpoint);
    this.journal = journal;
    this.options = options;
    this.money = money;
    this.progress = progress;
  }

  /**
   * Collects what earlier runs submitted; to be called before it is decided what is to be asked.
   * Waits for batches that are not done. A batch that the service no longer has is set aside: the
   * service must say so, and its list of batches must not have the batch either. Such answers
   * cannot be had any more, so asking the questions again is the only way.
   *
   * @return how many batches were collected
   * @throws BatchException if the service cannot be reached, or a batch is at another endpoint
   */
  public int resume(BatchSink sink) {
    int batches = 0;
    for (BatchEntry entry : journal.open()) {
      batches += resume(entry, sink) ? 1 : 0;
    }
    return batches;
  }

  private boolean resume(BatchEntry entry, BatchSink sink) {
    if (!entry.endpoint().isEmpty() && !entry.endpoint().equals(endpoint)) {
      abandon(entry);
      return false;
    }
    Optional<String> id = entry.batchId().or(() -> client.find(entry.mark()).map(BatchStatus::id));
    if (id.isEmpty()) {
      // The run died before it was submitted.
      journal.remove(entry);
      return false;
    }
    return collected(entry.called(id.get()), sink);
  }

  private void abandon(BatchEntry entry) {
    String batch = "batch " + entry.batchId().orElse(entry.mark()) + " of an earlier run";
    if (!options.abandon()) {
      throw new BatchException(
          batch
              + " was submitted to "
              + entry.endpoint()
              + ", and its answers may have been paid for; collect it with enrich.endpoint="
              + entry.endpoint()
              + ", or set it aside with enrich.batch.abandon-foreign=true");
    }
    journal.setAside(entry);
    progress.accept("WARNING: " + batch + " was submitted to another endpoint and is set aside");
  }

  /** Whether a batch could be collected; one that the service does not have is set aside. */
  private boolean collected(BatchEntry entry, BatchSink sink) {
    try {
      collect(new Open(entry, new HashSet<>(), 0), sink);
      return true;
    } catch (BatchException e) {
      if (!e.notFound() || doubtful(entry)) {
        throw e;
      }
      sink.flush();
      journal.setAside(entry);
      progress.accept(
          "WARNING: the service no longer has batch %s or its files (%s): it is set aside"
              .formatted(entry.batchId().orElseThrow(), e.getMessage()));
      return false;
    }
  }

  /** Whether the service does not know a batch by its name and yet lists it. */
  private boolean doubtful(BatchEntry entry) {
    try {
      client.status(entry.batchId().orElseThrow());
      return false;
    } catch (BatchException e) {
      return !e.notFound() || client.find(entry.mark()).isPresent();
    }
  }

  /**
   * Asks all questions and waits for their answers, several batches at a time. Every question gets
   * one reply.
   *
   * @throws IllegalStateException if batches of an earlier run have not been collected
   * @throws BatchException if the service cannot be reached any more
   */
  public void ask(Iterator<BatchQuestion> questions, BatchSink sink) {
    if (!journal.open().isEmpty()) {
      throw new IllegalStateException("batches of an earlier run have not been collected");
    }
    Deque<Open> open = new ArrayDeque<>();
    BatchQuestion next = questions.hasNext() ? questions.next() : null;
    while (next != null) {
      try (BatchFile file = new BatchFile()) {
        next = fill(file, next, questions, open);
        if (file.keys().isEmpty() && open.isEmpty()) {
          unasked(new OverBudget(), next, questions, sink);
          return;
        }
        if (!file.keys().isEmpty()) {
          open.add(submit(file));
        }
        if (file.keys().isEmpty() || open.size() >= options.maxOpen()) {
          collect(open.remove(), sink);
        }
      }
      if (next != null && !refusals.verdict().isEmpty()) {
        unasked(new Exhausted(0, refusals.verdict()), next, questions, sink);
        next = null;
      }
    }
    open.forEach(batch -> collect(batch, sink));
  }

  /** Questions in the batches that were submitted here. */
  public long submitted() {
    return submitted;
  }

  /** Money spent on what was asked here and collected. */
  public double spent() {
    return spent;
  }

  /** Fills a file up to a limit of files or money; gives the question that did not go in. */
  private BatchQuestion fill(
      BatchFile file, BatchQuestion first, Iterator<BatchQuestion> questions, Deque<Open> open) {
    double reserved = open.stream().mapToDouble(Open::estimate).sum();
    BatchQuestion next = first;
    while (next != null && file.keys().size() < options.maxRequests()) {
      byte[] line = lines.question(next);
      double cost = money.cost(next.request().estimate());
      boolean fits = file.keys().isEmpty() || file.bytes() + line.length <= options.maxBytes();
      if (!fits || !money.allows(spent + (reserved + file.cost() + cost) * ratio)) {
        break;
      }
      file.add(next.key(), line, cost);
      next = questions.hasNext() ? questions.next() : null;
    }
    return next;
  }

  private static void unasked(
      ChatReply reply, BatchQuestion first, Iterator<BatchQuestion> others, BatchSink sink) {
    sink.accept(first.key(), reply);
    others.forEachRemaining(question -> sink.accept(question.key(), reply));
    sink.flush();
  }

  private Open submit(BatchFile file) {
    BatchEntry intent = new BatchEntry(UUID.randomUUID().toString(), Optional.empty(), endpoint);
    journal.write(intent);
    BatchStatus batch = client.create(client.upload(file.finish()), intent.mark());
    BatchEntry entry = intent.called(batch.id());
    journal.write(entry);
    submitted += file.keys().size();
    progress.accept("batch " + batch.id() + ": " + file.keys().size() + " questions submitted");
    return new Open(entry, file.keys(), file.cost());
  }

  /** Waits for a batch and hands on its answers; what it holds none for is exhausted. */
  private void collect(Open batch, BatchSink sink) {
    BatchStatus status = await(batch.entry().batchId().orElseThrow());
    double before = spent;
    Set<String> heard = new HashSet<>();
    for (String file : status.files()) {
      client.lines(file, text -> hand(lines.parse(text), batch, heard, sink));
    }
    String why = "batch " + status.status() + (status.why().isEmpty() ? "" : ": " + status.why());
    batch.unheard().stream()
        .filter(key -> !heard.contains(key))
        .sorted()
        .forEach(key -> sink.accept(key, new Exhausted(1, why)));
    sink.flush();
    journal.remove(batch.entry());
    if (batch.estimate() > 0) {
      ratio = Math.max(ratio, (spent - before) / batch.estimate());
    }
    progress.accept("batch " + status.id() + ": " + heard.size() + " answers collected");
  }

  private void hand(BatchLines.Line line, Open batch, Set<String> heard, BatchSink sink) {
    if (line != null && heard.add(line.key())) {
      if (line.reply() instanceof Answered answered) {
        spent += money.cost(answered.usage());
        refusals.answered();
      } else if (line.reply() instanceof Rejected rejected
          && rejected.concern() != ChatReply.Concern.QUESTION) {
        refusals.rejected(rejected.why());
      }
      sink.accept(line.key(), line.reply());
    }
  }

  private BatchStatus await(String id) {
    BatchStatus status = client.status(id);
    while (!status.ended()) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "batch %s: %s, %d of %d",
              id,
              status.status(),
              status.done(),
              status.total()));
      try {
        Thread.sleep(options.poll().toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BatchException("interrupted while waiting for batch " + id);
      }
      status = client.status(id);
    }
    return status;
  }
}
