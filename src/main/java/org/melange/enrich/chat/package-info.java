/**
 * The client of a service with OpenAI's chat completion API: requests, replies, errors, rate-limit
 * headers and retries.
 *
 * <p>{@link org.melange.enrich.chat.HttpChatModel} turns a {@link
 * org.melange.enrich.chat.ChatRequest} into a {@link org.melange.enrich.chat.ChatReply}. Each HTTP
 * request needs a permit of {@code budget}. Knows no mentions, no prompts and no Spark.
 */
package org.melange.enrich.chat;
