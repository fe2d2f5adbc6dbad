package org.melange.testing.chat;

/** Files and batches of a {@link ChatServer}. */
final class BatchService {

  BatchService(ChatService service) {}

  record Reply(int status, String body) {}

  Reply handle(String method, String path, String contentType, byte[] body) {
    return new Reply(404, ChatService.error("not_found", method + " " + path));
  }
}
