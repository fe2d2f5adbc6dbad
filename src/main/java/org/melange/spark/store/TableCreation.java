package org.melange.spark.store;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.melange.run.JobException;

/** The creation of tables in a thread of its own, which takes seconds in a new session. */
final class TableCreation {

  private final FutureTask<Void> task;

  private TableCreation(FutureTask<Void> task) {
    this.task = task;
  }

  /** Starts the work. The thread has the class loader and the Spark properties of this one. */
  static TableCreation start(Runnable work) {
    FutureTask<Void> task = new FutureTask<>(work, null);
    new Thread(task, "melange-create-tables").start();
    return new TableCreation(task);
  }

  /**
   * Waits until the tables exist.
   *
   * @throws RuntimeException what the work threw
   */
  void await() {
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("interrupted while tables were created", e);
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  private static RuntimeException thrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
  }
}
