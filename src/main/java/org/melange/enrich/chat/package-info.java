/**
 * The client of an OpenAI-compatible chat service: requests, replies, errors, rate-limit headers
 * and retries.
 */
package org.melange.enrich.chat;
