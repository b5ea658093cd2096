"""Asks the servers of the contract suite with the providers' own Python libraries.

Reads a list of {"protocol", "baseUrl"} as JSON on standard input and answers with a list of what
came of each: {"text", "end"}, where "end" is a stop reason or the name of an exception.
Run by tests/flows/oracles.rs; needs the packages openai and anthropic.
"""

import json
import os
import sys
import threading

import anthropic
import openai

KEY = "sk-canary-0123456789abcdef"
MESSAGES = [{"role": "user", "content": "A launch line."}]
# As patient as the suite is; how often to ask again is left to the libraries.
TIMEOUT = 3.0
# How long to wait for an answer that may never come.
PATIENCE = 25.0


def responses(base_url, took):
    client = openai.OpenAI(api_key=KEY, base_url=base_url, timeout=TIMEOUT)
    end = "truncated"
    stream = client.responses.create(model="loopback-1", input=MESSAGES, stream=True)
    for event in stream:
        if event.type in ("response.output_text.delta", "response.refusal.delta"):
            took.append(event.delta)
        elif event.type == "response.completed":
            end = "complete"
        elif event.type == "response.incomplete":
            end = event.response.incomplete_details.reason
        elif event.type in ("response.failed", "error"):
            end = f"event {event.type}"
    return end


def chat(base_url, took):
    client = openai.OpenAI(api_key=KEY, base_url=base_url, timeout=TIMEOUT)
    end = "truncated"
    stream = client.chat.completions.create(model="loopback-1", messages=MESSAGES, stream=True)
    for chunk in stream:
        for choice in chunk.choices or []:
            took.append((choice.delta and choice.delta.content) or "")
            end = choice.finish_reason or end
    return end


def messages(base_url, took):
    # The library adds the version itself.
    base_url = base_url.removesuffix("/v1")
    client = anthropic.Anthropic(api_key=KEY, base_url=base_url, timeout=TIMEOUT)
    end = "truncated"
    stream = client.messages.create(
        model="loopback-1", max_tokens=400, messages=MESSAGES, stream=True
    )
    for event in stream:
        if event.type == "content_block_delta" and event.delta.type == "text_delta":
            took.append(event.delta.text)
        elif event.type == "message_delta":
            end = event.delta.stop_reason or end
    return end


def ask(row, took, answer):
    try:
        how = {"Responses": responses, "Chat": chat, "Messages": messages}[row["protocol"]]
        answer["end"] = how(row["baseUrl"], took)
    except Exception as error:  # Whatever a library throws is what is compared.
        answer["end"] = type(error).__name__
    answer["text"] = "".join(took)


def main():
    asked = []
    for row in json.load(sys.stdin):
        took, answer = [], {}
        thread = threading.Thread(target=ask, args=(row, took, answer), daemon=True)
        thread.start()
        asked.append((thread, took, answer))
    for thread, took, answer in asked:
        thread.join(PATIENCE)
        # A library may wait for ever: pings keep its time limit from running out.
        answer.setdefault("end", "still waiting")
        answer.setdefault("text", "".join(took))
    json.dump([answer for _, _, answer in asked], sys.stdout)
    sys.stdout.flush()
    os._exit(0)


main()
