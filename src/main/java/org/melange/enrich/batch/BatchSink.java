package org.melange.enrich.batch;

import org.melange.enrich.chat.ChatReply;

/** Receives the replies of batches. */
public interface BatchSink {

  /** Receives the reply to the question {@code key}. */
  void accept(String key, ChatReply reply);

  /** Makes all received replies durable; the record of their batch is then removed. */
  void flush();
}
