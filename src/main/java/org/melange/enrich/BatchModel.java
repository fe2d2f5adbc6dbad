package org.melange.enrich;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.melange.enrich.ChatReply.Answered;
import org.melange.enrich.ChatReply.Exhausted;
import org.melange.enrich.ChatReply.OverBudget;

/**
 * Asks by batch files: cheaper, and answered within a day. Restartable: a batch is remembered
 * before it is submitted and forgotten when its answers are safe, so a run that was killed is
 * followed by {@link #resume}, which collects what was paid for. Not thread-safe.
 */
public final class BatchModel {

  private final BatchClient client;
  private final BatchLines lines;
  private final BatchJournal journal;
  private final BatchOptions options;
  private final Money money;
  private final Consumer<String> progress;
  private double spent;

  /** A batch at the service, and the questions in it that nothing was heard of yet. */
  private record Open(BatchEntry entry, Set<String> unheard, double reserved) {}

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
    this.client = new BatchClient(endpoint, retries);
    this.lines = new BatchLines(endpoint);
    this.journal = journal;
    this.options = options;
    this.money = money;
    this.progress = progress;
  }

  /**
   * Collects what earlier runs submitted; to be called before it is decided what is to be asked.
   * Waits for batches that are not done.
   *
   * @return how many batches there were
   * @throws BatchException if the service cannot be reached
   */
  public int resume(BatchSink sink) {
    int batches = 0;
    for (BatchEntry entry : journal.open()) {
      Optional<String> id =
          entry.batchId().or(() -> client.find(entry.mark()).map(BatchStatus::id));
      if (id.isPresent()) {
        batches++;
        collect(new Open(new BatchEntry(entry.mark(), id), new HashSet<>(), 0), sink);
      } else {
        // The run died before it was submitted.
        journal.remove(entry);
      }
    }
    return batches;
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
          overBudget(next, questions, sink);
          return;
        }
        if (!file.keys().isEmpty()) {
          open.add(submit(file));
        }
        if (file.keys().isEmpty() || open.size() >= options.maxOpen()) {
          collect(open.remove(), sink);
        }
      }
    }
    open.forEach(batch -> collect(batch, sink));
  }

  /** Money spent on what was asked here and collected. */
  public double spent() {
    return spent;
  }

  /** Fills a file up to a limit of files or money; gives the question that did not go in. */
  private BatchQuestion fill(
      BatchFile file, BatchQuestion first, Iterator<BatchQuestion> questions, Deque<Open> open) {
    double committed = spent + open.stream().mapToDouble(Open::reserved).sum();
    BatchQuestion next = first;
    while (next != null && file.keys().size() < options.maxRequests()) {
      byte[] line = lines.question(next);
      double cost = money.cost(next.request().estimate());
      boolean fits = file.keys().isEmpty() || file.bytes() + line.length <= options.maxBytes();
      if (!fits || !money.allows(committed + file.cost() + cost)) {
        break;
      }
      file.add(next.key(), line, cost);
      next = questions.hasNext() ? questions.next() : null;
    }
    return next;
  }

  private static void overBudget(
      BatchQuestion first, Iterator<BatchQuestion> others, BatchSink sink) {
    sink.accept(first.key(), new OverBudget());
    others.forEachRemaining(question -> sink.accept(question.key(), new OverBudget()));
    sink.flush();
  }

  private Open submit(BatchFile file) {
    BatchEntry intent = new BatchEntry(UUID.randomUUID().toString(), Optional.empty());
    journal.write(intent);
    BatchStatus batch = client.create(client.upload(file.finish()), intent.mark());
    BatchEntry entry = new BatchEntry(intent.mark(), Optional.of(batch.id()));
    journal.write(entry);
    progress.accept("batch " + batch.id() + ": " + file.keys().size() + " questions submitted");
    return new Open(entry, file.keys(), file.cost());
  }

  /** Waits for a batch and hands on its answers; what it holds none for is exhausted. */
  private void collect(Open batch, BatchSink sink) {
    BatchStatus status = await(batch.entry().batchId().orElseThrow());
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
    progress.accept("batch " + status.id() + ": " + heard.size() + " answers collected");
  }

  private void hand(BatchLines.Line line, Open batch, Set<String> heard, BatchSink sink) {
    if (line != null && heard.add(line.key())) {
      if (line.reply() instanceof Answered answered) {
        spent += money.cost(answered.usage());
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
