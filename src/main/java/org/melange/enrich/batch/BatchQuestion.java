package org.melange.enrich.batch;

import org.melange.enrich.chat.ChatRequest;

/** A request and the key of its question, which is unique and has at most 64 characters. */
public record BatchQuestion(String key, ChatRequest request) {}
