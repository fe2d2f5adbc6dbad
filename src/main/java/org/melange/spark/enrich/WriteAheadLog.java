package org.melange.spark.enrich;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.AnswerRecordCodec;
import org.melange.enrich.question.AnswerSink;
import org.melange.spark.io.HadoopFiles;

/**
 * The log of one task. An answer counts as written when it is on disk. Answers that arrive during a
 * sync are written together in the next one, so the duration of a sync limits the latency but not
 * the throughput. Thread-safe; {@link #close} waits for pending answers.
 */
final class WriteAheadLog implements AnswerSink, AutoCloseable {

  private static final Pending END = new Pending(new byte[0], new CompletableFuture<>());

  private final WriteAheadFile file;
  private final Runnable fence;
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final Thread writer = new Thread(this::write, "melange-journal");

  private record Pending(byte[] line, CompletableFuture<Void> written) {}

  /** A new log at {@code path}. */
  WriteAheadLog(String path) {
    this(path, () -> {});
  }

  /**
   * A new log at {@code path}.
   *
   * @param fence called before each sync; throws if the application has lost the answer store
   */
  WriteAheadLog(String path, Runnable fence) {
    this.fence = fence;
    this.file = WriteAheadFile.create(path);
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public CompletableFuture<Void> write(Answer answer) {
    Pending pending = new Pending(AnswerRecordCodec.of(answer), new CompletableFuture<>());
    queue.add(pending);
    return pending.written();
  }

  private void write() {
    List<Pending> group = new ArrayList<>();
    try {
      while (!group.contains(END)) {
        group.clear();
        group.add(queue.take());
        queue.drainTo(group);
        append(group);
      }
    } catch (InterruptedException e) {
      group.forEach(pending -> pending.written().completeExceptionally(e));
    }
  }

  private void append(List<Pending> group) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    group.forEach(pending -> bytes.writeBytes(pending.line()));
    try {
      if (bytes.size() > 0) {
        fence.run();
        file.append(bytes.toByteArray());
      }
      group.forEach(pending -> pending.written().complete(null));
    } catch (IOException | RuntimeException e) {
      group.forEach(pending -> pending.written().completeExceptionally(e));
    }
  }

  @Override
  public void close() {
    queue.add(END);
    try {
      writer.join();
      file.close();
    } catch (InterruptedException e) {
      writer.interrupt();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw HadoopFiles.failure("closing a log", e);
    }
  }
}
