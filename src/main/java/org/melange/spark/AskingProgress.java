package org.melange.spark;

import java.util.function.Consumer;
import org.melange.config.Settings;

/** Tells a person how far asking is. */
final class AskingProgress implements AutoCloseable {
  AskingProgress(Settings settings, long asking, Consumer<String> told) {}

  @Override
  public void close() {}
}
