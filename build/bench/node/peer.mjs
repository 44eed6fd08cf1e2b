// The peer that build/bench compares Caro with: node-llama-cpp as its users drive it,
// a chat session whose system prompt is evaluated beforehand. JSON, one object a line:
//
//   in, once:    {"model", "threads", "context", "gpu"}
//   out, once:   {"ready": true, "wrapper", "load_ns"}
//   in, each:    {"mode": "system" | "chat", "messages": [{"role", "content"}], "fixed", "max_tokens"}
//   out, each:   {"text", "tokens", "evaluated", "first_token_ns", "total_ns"} or {"error"}
//
// The last message is the request. "system" keeps the first message, the system prompt;
// "chat" keeps all the fixed ones, as turns of the session's history. Either has a context
// of its own, so that neither loses what it has evaluated to the other.
import {createInterface} from "node:readline";
import {getLlama, LlamaChatSession} from "node-llama-cpp";

const nanoseconds = (from) => Number(process.hrtime.bigint() - from);
const answer = (value) => process.stdout.write(JSON.stringify(value) + "\n");

function item({role, content}) {
    switch (role) {
        case "system": return {type: "system", text: content};
        case "user": return {type: "user", text: content};
        default: return {type: "model", response: [content]};
    }
}

async function open({model: modelPath, threads, context, gpu}) {
    const start = process.hrtime.bigint();
    // Only the prebuilt library that npm brought: nothing is fetched, nothing compiled.
    const llama = await getLlama({
        gpu: gpu ? "auto" : false, build: "never", skipDownload: true, progressLogs: false,
        maxThreads: 0, logLevel: "error"
    });
    const model = await llama.loadModel({modelPath, gpuLayers: gpu ? "max" : 0});
    const sessions = {};
    for (const mode of ["system", "chat"]) {
        const own = await model.createContext({
            contextSize: context, batchSize: 512, threads: {ideal: threads, min: threads}
        });
        sessions[mode] = {session: new LlamaChatSession({contextSequence: own.getSequence()}), prefix: ""};
    }
    answer({ready: true, wrapper: sessions.chat.session.chatWrapper.wrapperName, load_ns: nanoseconds(start)});
    return sessions;
}

async function ask(sessions, {mode, messages, fixed, max_tokens: maxTokens}) {
    const kept = sessions[mode];
    const history = messages.slice(0, mode === "system" ? 1 : fixed).map(item);
    const request = messages.at(-1).content;
    const {session} = kept;
    session.setChatHistory(history);
    const prefix = JSON.stringify(history);
    if (kept.prefix !== prefix) {
        // Not counted in the time of the request, as with Caro, where it is done once too.
        await session.preloadPrompt("");
        session.setChatHistory(history);
        kept.prefix = prefix;
    }
    const before = session.sequence.tokenMeter.usedInputTokens;
    let tokens = 0;
    let first = 0;
    const start = process.hrtime.bigint();
    const text = await session.prompt(request, {
        // No penalty for repetition: with it the choice isn't greedy, and costs more.
        temperature: 0, repeatPenalty: false, maxTokens,
        onToken(some) {
            first ||= nanoseconds(start);
            tokens += some.length;
        }
    });
    const total = nanoseconds(start);
    const evaluated = session.sequence.tokenMeter.usedInputTokens - before;
    return {text, tokens, evaluated, first_token_ns: first || total, total_ns: total};
}

let sessions;
for await (const line of createInterface({input: process.stdin})) {
    try {
        const message = JSON.parse(line);
        if (sessions) answer(await ask(sessions, message));
        else sessions = await open(message);
    } catch (error) {
        answer({error: String(error?.message ?? error)});
    }
}
process.exit(0);
