package org.melange.enrich.batch;

import org.melange.enrich.chat.ChatReply;

/** Who takes the answers of batches. */
public interface BatchSink {

  /** Takes what became of the question called {@code key}. */
  void accept(String key, ChatReply reply);

  /** Makes all that was taken so far durable; after that the service's copy is forgotten. */
  void flush();
}
