package org.melange.enrich.batch;

import org.melange.enrich.chat.ChatRequest;

/** A question under its name; at most 64 characters, unique among those asked together. */
public record BatchQuestion(String key, ChatRequest request) {}
